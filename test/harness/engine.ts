import { jetstreamManager } from '@nats-io/jetstream';
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
