import { readFile } from 'node:fs/promises';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Program, startProgram } from '../harness/processes.js';
import type { System } from '../harness/system.js';

/** A process that answers every request at `bench.echo` at once: what a query is compared with. */
export function startEcho(system: System): Promise<Program> {
  return startProgram({
    script: '.liaison/test/test/bench/echo.js',
    args: [system.natsUrl, system.seedFile],
    readyEvent: 'echoing',
  });
}

async function echo(url: string, seedFile: string): Promise<void> {
  const nc = await connect({
    servers: url,
    authenticator: nkeyAuthenticator(await readFile(seedFile)),
  });
  nc.subscribe('bench.echo', { callback: (_error, message) => void message.respond(message.data) });
  await nc.flush();
  process.stdout.write(`${JSON.stringify({ event: 'echoing' })}\n`);
}

const [, script, url, seedFile] = process.argv;
if (script?.endsWith('echo.js') === true && url !== undefined && seedFile !== undefined) {
  await echo(url, seedFile);
}
