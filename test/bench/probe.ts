import { readFile } from 'node:fs/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Program, startProgram } from '../harness/processes.js';
import type { System } from '../harness/system.js';
import { cpuSeconds } from './measure.js';

/** The bare engine's work that ours is compared with: facts of this size, so many in flight. */
const FACT_BYTES = 311;
const IN_FLIGHT = 64;
const STREAM = 'BENCH_PROBE';

/** CPU of one `js.publish` of this run, microseconds, client and server together. */
export async function publishProbe(system: System, count = 30_000): Promise<number> {
  const before = cpuSeconds([system.enginePid]);
  const probe = await startProgram({
    script: '.liaison/test/test/bench/probe.js',
    args: [system.natsUrl, system.seedFile, String(count)],
    readyEvent: 'probed',
  });
  const server = cpuSeconds([system.enginePid]) - before;
  await endOf(probe);
  return (1e6 * (server + Number(probe.ready['cpuSeconds']))) / count;
}

async function endOf(program: Program): Promise<void> {
  await program.gone;
}

/** The probe's own process: publishes, says what it used, ends. */
async function publish(url: string, seedFile: string, count: number): Promise<void> {
  const nc = await connect({
    servers: url,
    authenticator: nkeyAuthenticator(await readFile(seedFile)),
    noAsyncTraces: true,
  });
  const jsm = await jetstreamManager(nc);
  await jsm.streams.add({ name: STREAM, subjects: ['bench.probe.*'] });
  const js = jetstream(nc);
  const body = new Uint8Array(FACT_BYTES).fill(120);
  const before = process.cpuUsage();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      await js.publish(`bench.probe.${sent % 1000}`, body);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  const used = process.cpuUsage(before);
  await jsm.streams.delete(STREAM);
  await nc.close();
  process.stdout.write(
    `${JSON.stringify({ event: 'probed', cpuSeconds: (used.user + used.system) / 1e6 })}\n`,
  );
}

const [, script, url, seedFile, count] = process.argv;
if (script?.endsWith('probe.js') === true && url !== undefined && seedFile !== undefined) {
  await publish(url, seedFile, Number(count));
}
