import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from './await.js';
import type { System } from './system.js';

/** What a stream of the engine holds under a subject last, as an operator reads it. */
export async function lastIn(
  system: System,
  stream: string,
  subject: string,
): Promise<{ readonly bytes: Buffer; readonly sequence: number }> {
  const jsm = await jetstreamManager(system.operator);
  const message = await jsm.streams.getMessage(stream, { last_by_subj: subject });
  if (message === null) throw new Error(`${stream} holds nothing under ${subject}`);
  return { bytes: Buffer.from(message.data), sequence: message.seq };
}

/** The subjects under which a stream holds anything of a user, and how many messages under each. */
export async function subjectsOf(
  system: System,
  stream: string,
  user: string,
): Promise<Record<string, number>> {
  const jsm = await jetstreamManager(system.operator);
  const { state } = await jsm.streams.info(stream, { subjects_filter: '>' });
  const all = Object.entries(state.subjects ?? {});
  return Object.fromEntries(all.filter(([subject]) => subject.split('.').includes(user)));
}

/** Lets the engine wait a minute for a client that is silent: it would cut off a frozen one after 9 s. */
export async function patientEngine(system: System): Promise<void> {
  const file = join(system.data, 'engine', 'nats.conf');
  const text = await readFile(file, 'utf8');
  const patient = text.replace('ping_interval: "3s"', 'ping_interval: "60s"');
  if (patient === text) throw new Error(`${file} does not say that silent clients are asked`);
  await writeFile(file, patient);
  process.kill(system.enginePid, 'SIGHUP');
  const log = join(system.data, 'engine', 'nats.log');
  await until('the engine has read it', async () =>
    (await readFile(log, 'utf8')).includes('Reloaded: ping_interval'),
  );
}
