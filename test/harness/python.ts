import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from './processes.js';

const run = promisify(execFile);
const PACKAGES = ['nats-py==2.16.0', 'nkeys==0.2.1', 'websockets==15.0.1'];
/** Other packages are another environment. */
const HASH = createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 8);
const VENV = join(CHECKOUT, '.liaison', `python-${HASH}`);

/**
 * Whether a client in Python can be tried here: python3 is there with venv and pip. A continuous build
 * has it and may not do without.
 */
export const mayUsePython =
  process.env['CI'] === 'true' ||
  spawnSync('python3', ['-c', 'import venv, ensurepip, pip']).status === 0;

/** A virtual environment of the checkout's own, with the clients anybody would use. */
export async function python(): Promise<string> {
  const program = join(VENV, 'bin', 'python3');
  if (existsSync(join(VENV, 'ready'))) return program;
  const draft = `${VENV}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(CHECKOUT, '.liaison'), { recursive: true });
  await run('python3', ['-m', 'venv', draft]);
  await run(join(draft, 'bin', 'python3'), ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
  await mkdir(join(draft, 'ready'));
  // Two files may ask at once: whoever is second takes what the first has made.
  await rename(draft, VENV).catch(async (error: NodeJS.ErrnoException) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
    await rm(draft, { recursive: true, force: true });
  });
  return program;
}
