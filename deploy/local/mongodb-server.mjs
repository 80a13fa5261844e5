import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { givenFlags } from './given-flags.mjs';
import { findOrFetchMongodb } from './mongodb.mjs';
import { ROOT } from './setup.mjs';

/* Runs a MongoDB server for tests on a folder, until it is asked to stop. */

const USAGE = `Usage: node deploy/local/mongodb-server.mjs --data <folder> [options]

run a MongoDB server for tests here, until it is asked to stop; it says
{"event":"mongodb","url","pid"} when it answers

Options:
  --data <folder>  where it keeps its data
  --port <port>    its port (default: any free one)
  --auth           users have to say who they are
  -h, --help       display help for command
`;

const HOST = '127.0.0.1';
const READY_MS = 60_000;
const POLL_MS = 50;
/** Another program may take a free port before the server does. */
const ATTEMPTS_MAX = 5;

const flags = givenFlags(
  {
    usage: USAGE,
    options: { data: { type: 'string' }, port: { type: 'string' }, auth: { type: 'boolean' } },
    numbers: ['port'],
    needed: ['data'],
  },
  process.argv.slice(2),
);
// Who asked for help has it, who was wrong was told.
if (flags === undefined) process.exit();
await mkdir(flags.data, { recursive: true });
const server = await findOrFetchMongodb(join(ROOT, '.liaison'));
const { child, port } = await started();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    child.kill('SIGCONT');
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });
}
child.once('exit', (code, signal) => process.exit(signal === 'SIGKILL' ? 137 : (code ?? 1)));
const url = `mongodb://${HOST}:${port}`;
process.stdout.write(`${JSON.stringify({ event: 'mongodb', url, pid: child.pid })}\n`);

async function started() {
  for (let attempt = 1; ; attempt++) {
    const port = flags.port === undefined ? await freePort() : Number(flags.port);
    const child = spawn(server.program, argumentsOf(port), { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (said = `${said}${text}`.slice(-4_000)));
    }
    if (await answers(child, port)) return { child, port };
    if (flags.port !== undefined || attempt === ATTEMPTS_MAX) {
      throw new Error(`the MongoDB server did not start:\n${said}`);
    }
  }
}

/** @param {number} port @returns {string[]} */
function argumentsOf(port) {
  const auth = flags.auth === true ? ['--auth'] : [];
  if (server.kind === 'mongod') {
    return ['--dbpath', flags.data, '--bind_ip', HOST, '--port', String(port), ...auth];
  }
  const place = ['--host', HOST, '--port', String(port), '--storage-path', flags.data];
  // Without the second `j: true` is answered before it is on the disk.
  return ['-m', 'secantus', ...place, '--sync-on-commit', '--log-level', 'WARNING', ...auth];
}

/** Whether the server takes connections; false: it has ended. */
async function answers(child, port) {
  const end = performance.now() + READY_MS;
  while (performance.now() < end) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    if (await takes(port)) return true;
    await pause(POLL_MS);
  }
  child.kill('SIGKILL');
  return false;
}

/** @param {number} port */
function takes(port) {
  return new Promise((resolve) => {
    const socket = connect(port, HOST, () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort() {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
