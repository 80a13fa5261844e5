import type { Bus } from '../connection.js';
import { nextSequence } from '../stored/ends.js';
import { callEngine } from '../stored/engine-call.js';
import { storedAtLeader } from '../stored/stored-message.js';

/** Messages of one subject wiped in one go: more are there only where something writes without end. */
const MESSAGES_MAX = 100_000;

/** A message could not be destroyed. */
export class NotWiped extends Error {
  override readonly name = 'NotWiped';
}

/**
 * Destroys a message: its bytes are overwritten in the engine's files. Resolves too where it is gone
 * already; throws `NotWiped`, `StreamUnreadable`, and what `Requests` throws.
 */
export async function wipeMessage(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  sequence: number,
): Promise<void> {
  const wanted = { seq: sequence, no_erase: false };
  const { success, error } = await callEngine(bus, `STREAM.MSG.DELETE.${stream}`, wanted);
  if (success === true) return;
  if ((await storedAtLeader(bus, stream, { seq: sequence })) === undefined) return;
  throw new NotWiped(`message ${sequence} of ${stream}: ${error?.description ?? 'no answer'}`);
}

/** Destroys all messages of a subject that are there now. Throws as `wipeMessage` does. */
export async function wipeSubject(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  subject: string,
): Promise<void> {
  let from = 1;
  for (let wiped = 0; wiped < MESSAGES_MAX; wiped++) {
    const next = await nextSequence(bus, { stream, filter: subject, from });
    if (next === undefined) return;
    await wipeMessage(bus, stream, next);
    from = next + 1;
  }
  throw new NotWiped(`${subject} grows as fast as it is wiped`);
}
