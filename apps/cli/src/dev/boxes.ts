import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Settings, settingDefinitions } from '@liaison/contracts';
import { type BoxName, type ProcessMessage, environment } from '@liaison/runtime';
import { CommandFailed } from '../failure.js';

/** Started in this order, stopped in the other: who is asked is there before who asks. */
const BOXES: readonly BoxName[] = [
  'auth',
  'availability',
  'access-monitor',
  'service-registry',
  'notification',
  'gateway',
];

/** A box announces that it is ready whatever the level of its log, and tells us by a message too. */
const SAYS_READY = /^\{.*"event":"ready"[,}]/;

/** A box of the development server, wherever it runs. */
export interface DevBox {
  readonly name: BoxName;
  readonly url: string;
  /** Where it is a process of its own: resolves when that has ended, with how. */
  readonly ended?: Promise<string>;
  stop(): Promise<void>;
}

export interface DevBoxOptions {
  readonly settings: Partial<Settings>;
  /** Port for terminals; 0: any free one. */
  readonly port: number;
  /** Takes log lines worth showing. */
  readonly log: (line: string) => void;
}

/** All boxes in this process, each with its own connection and context. */
export async function hostBoxes(options: DevBoxOptions): Promise<readonly DevBox[]> {
  const { host } = await import('@liaison/runtime');
  const boxes = await Promise.all([
    import('@liaison/auth').then((app) => app.box),
    import('@liaison/availability').then((app) => app.box),
    import('@liaison/access-monitor').then((app) => app.box),
    import('@liaison/service-registry').then((app) => app.box),
    import('@liaison/notification').then((app) => app.box),
    import('@liaison/gateway').then((app) => app.box),
  ]);
  return host(boxes, {
    all: { ...options.settings, httpPort: 0 },
    boxes: { gateway: { httpPort: options.port } },
    log: options.log,
  });
}

/** Every box as a process of its own; their log lines come through us. */
export async function spawnBoxes(options: DevBoxOptions): Promise<readonly DevBox[]> {
  const started: DevBox[] = [];
  try {
    for (const name of BOXES) started.push(await spawnBox(name, options));
  } catch (error) {
    await stopBoxes(started);
    throw error;
  }
  return started;
}

/** Stops boxes, the last started first. */
export async function stopBoxes(boxes: readonly DevBox[]): Promise<void> {
  for (const box of boxes.toReversed()) await box.stop();
}

async function spawnBox(name: BoxName, options: DevBoxOptions): Promise<DevBox> {
  const main = fileURLToPath(new URL(`../programs/${name}.js`, import.meta.url));
  const port = name === 'gateway' ? options.port : 0;
  const child = spawn(process.execPath, [main], {
    env: { ...environment, ...asEnvironment({ ...options.settings, httpPort: port }) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      if (!SAYS_READY.test(line)) options.log(line);
    });
  }
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  return { name, url: await readyUrl(name, child), ended, stop: () => stopProcess(child) };
}

async function readyUrl(name: string, child: ChildProcess): Promise<string> {
  const heard = once(child, 'message') as Promise<[ProcessMessage]>;
  const gone = once(child, 'exit').then(([code]) => {
    throw new CommandFailed(`${name} ended with ${String(code)}`, 'its last lines say why');
  });
  const [message] = await Promise.race([heard, gone]);
  if (message.event === 'ready') return message.url;
  throw new CommandFailed(`${name} cannot start: ${message.message}`, 'mend that and start again');
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

function asEnvironment(settings: Partial<Settings>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      settingDefinitions[name as keyof Settings].env,
      String(value),
    ]),
  );
}
