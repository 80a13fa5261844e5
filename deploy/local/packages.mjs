import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './processes.mjs';
import { SetupFailed } from './steps.mjs';

/**
 * Installs the locked packages if they are missing or the lock file has changed.
 * @param {string} root the checkout
 */
export async function ensurePackages(root) {
  const lock = createHash('sha256').update(await readFile(join(root, 'package-lock.json')));
  const wanted = `${lock.digest('hex')} node ${process.versions.modules}`;
  const mark = join(root, 'node_modules', '.liaison-installed');
  if (existsSync(mark) && (await readFile(mark, 'utf8')) === wanted) {
    return { said: 'installed already', value: undefined };
  }
  process.stderr.write('  packages: being installed, which takes a minute or so\n');
  const npm = process.env.npm_execpath;
  const [program, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  const { code, err } = await runProgram(program, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
  });
  if (code !== 0) throw new SetupFailed(installFailed(err));
  await mkdir(join(root, 'node_modules'), { recursive: true });
  await writeFile(mark, wanted);
  return { said: 'installed as locked', value: undefined };
}

/** @param {string} err */
function installFailed(err) {
  const lines = err.trim().split('\n');
  const errors = lines.filter((line) => line.includes('error'));
  return [
    'The packages of the lock file could not be installed:',
    ...(errors.length > 0 ? errors : lines).slice(0, 6),
    'Connect this machine to the network (or to a package mirror) and run the same command again.',
  ].join('\n');
}
