import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import type { StoredFact } from '../harness/log.js';
import { BoxOpener } from '../harness/opened.js';
import { startProgram } from '../harness/processes.js';
import type { System } from '../harness/system.js';

const BUFFER = 1_000;

/** What the least rebuild of the log's facts took. */
export interface LeastRebuild {
  readonly facts: number;
  /** Facts whose data is sealed. */
  readonly sealed: number;
  readonly profile: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** A process of its own consumes the log, parses, opens every box and keeps the last in a Map. */
export async function leastRebuild(system: System): Promise<LeastRebuild> {
  const probe = await startProgram({
    script: '.liaison/test/test/bench/least.js',
    args: [system.natsUrl, system.seedFile, system.data, system.databaseUrl ?? ''],
    readyEvent: 'rebuilt',
  });
  await probe.gone;
  return probe.ready as unknown as LeastRebuild;
}

async function rebuild(
  [url, seedFile, data]: readonly [string, string, string],
  databaseUrl: string | undefined,
): Promise<LeastRebuild> {
  const operator = await connect({
    servers: url,
    authenticator: nkeyAuthenticator(await readFile(seedFile)),
  });
  const opener = await BoxOpener.of({ data, operator, databaseUrl });
  const end = (await (await jetstreamManager(operator)).streams.info('FACTS')).state.last_seq;
  const kept = new Map<string, unknown>();
  const used = process.cpuUsage();
  const began = performance.now();
  const consumer = await jetstream(operator).consumers.get('FACTS');
  const messages = await consumer.consume({ max_messages: BUFFER });
  let [facts, sealed, profile] = [0, 0, 0];
  for await (const message of messages) {
    const fact = message.json<StoredFact>();
    kept.set(fact.subject, opener.open({ ...fact, sequence: message.seq }));
    facts += 1;
    if (fact.sealed !== undefined) sealed += 1;
    if (fact.subject.startsWith('profile.')) profile += 1;
    if (message.seq >= end) break;
  }
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(used);
  await consumer.delete();
  await operator.close();
  return { facts, sealed, profile, seconds, cpuSeconds: (user + system) / 1e6 };
}

/** One hash over all documents, whoever wrote them and in whatever order. */
export function hashOf(documents: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [user, text] of [...documents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${user}\n${text}\n`);
  }
  return hash.digest('hex');
}

const [, script, url, seedFile, data, databaseUrl] = process.argv;
if (script?.endsWith('least.js') === true && url && seedFile && data) {
  const said = await rebuild([url, seedFile, data], databaseUrl || undefined);
  process.stdout.write(`${JSON.stringify({ event: 'rebuilt', ...said })}\n`);
}
