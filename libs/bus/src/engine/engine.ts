import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { engineConfiguration } from './configuration.js';
import { type EngineIdentities, engineIdentities } from './identities.js';
import { endLeftOver, noteOwnership } from './left-over.js';

/** How often the ports file is looked for while the engine starts, and for how long. */
const READY_POLL_MS = 20;
const READY_ATTEMPTS_MAX = 500;
/** A log of this size is put by, and the one before it thrown away. */
const LOG_BYTES_MAX = 4 * 1024 * 1024;

export interface EngineOptions {
  /** Folder of the engine's data, identities and configuration; made if missing. */
  readonly data: string;
  /** First token of every subject: the setting `LIAISON_PREFIX` of whoever will connect. */
  readonly prefix: string;
  /** The nats-server to run; without it `findEngine` looks. */
  readonly binary?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Its log begins anew at this size, and one old log is kept; bytes, 4 MiB where absent. */
  readonly logBytesMax?: number;
  /** In a process group of its own, out of the reach of a terminal's Ctrl-C: who starts it stops it. */
  readonly apart?: boolean;
  /** `always`: fsync before every acknowledgement; `default`: the engine's own, every two minutes. */
  readonly sync?: 'always' | 'default';
}

/** A nats-server of ours, on loopback. */
export interface Engine {
  readonly url: string;
  /** File with the nkey seed of the account LIAISON. */
  readonly seedFile: string;
  /** File with the nkey seed of the account AUTH: whoever answers the engine who a service is. */
  readonly authSeedFile: string;
  /** File with the account seed that signs those answers. */
  readonly issuerSeedFile: string;
  /** File with the nkey seed of the account SYS. */
  readonly systemSeedFile: string;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Ends it in order and waits until it is gone. */
  stop(): Promise<void>;
  /** Sends a signal and waits until it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** The engine could not be started; the message says why and what to do. */
export class EngineFailed extends Error {}

/** Finds nats-server: `LIAISON_NATS_SERVER`, the checkout's own, then PATH. */
export function findEngine(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment['LIAISON_NATS_SERVER'];
  const local = join(process.cwd(), '.liaison', 'bin', 'nats-server');
  const onPath = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((dir) => join(dir, 'nats-server'));
  const found = [named, local, ...onPath].find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new EngineFailed(
      'no nats-server found: run `npm start` once, or put nats-server >= 2.15 on PATH',
    );
  }
  return found;
}

/** Starts nats-server with our accounts on loopback; answers once it takes connections. */
export async function startEngine(
  options: EngineOptions & { readonly binary: string },
): Promise<Engine> {
  const data = resolve(options.data);
  await mkdir(data, { recursive: true });
  const file = join(data, 'nats.conf');
  const other = await endLeftOver(data, file);
  if (other !== undefined) {
    throw new EngineFailed(
      `nats-server ${other.engine} runs on ${data} already: stop process ${other.owner} first`,
    );
  }
  const identities = await engineIdentities(data);
  const portsDir = join(data, 'ports');
  await rm(portsDir, { recursive: true, force: true });
  await mkdir(portsDir, { recursive: true });
  await writeFile(
    file,
    engineConfiguration({
      prefix: options.prefix,
      port: options.port === undefined || options.port === 0 ? -1 : options.port,
      store: join(data, 'jetstream'),
      portsDir,
      sync: options.sync ?? 'default',
      liaisonUser: identities.liaison.publicKey,
      systemUser: identities.system.publicKey,
      authUser: identities.auth.publicKey,
      issuer: identities.issuer.publicKey,
      logBytesMax: options.logBytesMax ?? LOG_BYTES_MAX,
    }),
    { mode: 0o600 },
  );
  const log = join(data, 'nats.log');
  const child = spawn(options.binary, ['-c', file, '-l', log], {
    stdio: 'ignore',
    detached: options.apart === true,
    env: surroundings(),
  });
  endWithUs(child);
  if (child.pid !== undefined) {
    await noteOwnership(data, { engine: child.pid, owner: process.pid });
  }
  const url = await readyUrl(child, portsDir, log);
  return engineOf(child, url, identities);
}

/**
 * All that the engine learns of our environment, in which the master key may stand. It takes half of
 * the cores: with all of them its threads wake each other at every message, which costs it a fifth
 * more CPU at 400 changes a second on two cores.
 */
function surroundings(): Record<string, string> {
  return { GOMAXPROCS: String(Math.max(1, Math.floor(availableParallelism() / 2))) };
}

const running = new Set<ChildProcess>();
const endAll = (): void => {
  for (const child of running) child.kill('SIGTERM');
};

/** However this process exits, an engine of its own does not outlive it (but for SIGKILL). */
function endWithUs(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  });
}

function engineOf(child: ChildProcess, url: string, identities: EngineIdentities): Engine {
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url,
    seedFile: identities.liaison.seedFile,
    authSeedFile: identities.auth.seedFile,
    issuerSeedFile: identities.issuer.seedFile,
    systemSeedFile: identities.system.seedFile,
    pid: child.pid ?? -1,
    process: child,
    kill,
    stop: () => kill('SIGTERM'),
  };
}

async function readyUrl(child: ChildProcess, portsDir: string, log: string): Promise<string> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  for (let attempt = 0; attempt < READY_ATTEMPTS_MAX; attempt++) {
    if (failure !== undefined || child.exitCode !== null) break;
    const [name] = (await readdir(portsDir)).filter((entry) => entry.endsWith('.ports'));
    const url = name === undefined ? undefined : await readUrl(join(portsDir, name));
    if (url !== undefined) return url;
    await pause(READY_POLL_MS);
  }
  child.kill('SIGKILL');
  const tail = existsSync(log)
    ? (await readFile(log, 'utf8')).split('\n').slice(-6).join('\n')
    : '';
  throw new EngineFailed(`nats-server did not start: ${failure?.message ?? tail}`);
}

/** The file may still be half written: undefined until it parses. */
async function readUrl(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8');
  if (!text.trimEnd().endsWith('}')) return undefined;
  const ports = JSON.parse(text) as { nats?: string[] };
  return ports.nats?.find((url) => url.includes('127.0.0.1'));
}
