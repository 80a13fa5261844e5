import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { bundle } from './bundle.mjs';
import { engineSources, findOrFetchEngine } from './engine.mjs';
import { ensurePackages } from './packages.mjs';
import { SetupFailed, step } from './steps.mjs';

const NODE_MIN = [20, 19];

/** The checkout's folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Makes a checkout ready: packages, engine, build, programs; each only where something is missing or changed.
 * @returns {Promise<{ engine: string }>} the path of nats-server
 */
export async function setUp() {
  demandNode();
  const folder = join(ROOT, '.liaison');
  await mkdir(folder, { recursive: true });
  await step('packages', () => ensurePackages(ROOT));
  const engine = await step('engine', async () => {
    const found = await findOrFetchEngine(folder, engineSources());
    return { said: `nats-server ${found.version}, ${found.how}`, value: found.path };
  });
  await step('build', () => build(ROOT));
  await step('programs', () => bundle(ROOT));
  return { engine };
}

function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1])) return;
  throw new SetupFailed(
    `Liaison needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`,
  );
}
