import type { Bus } from '../connection.js';

const TIMEOUT_MS = 5_000;
const NO_MESSAGE = 10_037;
/** Messages of one subject wiped in one go: more are there only where something writes without end. */
const MESSAGES_MAX = 100_000;

interface Answer {
  readonly success?: boolean;
  readonly message?: { readonly seq: number };
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** A message could not be destroyed. */
export class NotWiped extends Error {
  override readonly name = 'NotWiped';
}

/**
 * Destroys a message: its bytes are overwritten in the engine's files. Resolves too where it is gone
 * already; throws `NotWiped`, and what `Requests` throws.
 */
export async function wipeMessage(
  bus: Pick<Bus, 'requests'>,
  stream: string,
  sequence: number,
): Promise<void> {
  const body = JSON.stringify({ seq: sequence, no_erase: false });
  const { success, error } = await ask(bus, `STREAM.MSG.DELETE.${stream}`, body);
  if (success === true) return;
  const there = await ask(bus, `STREAM.MSG.GET.${stream}`, JSON.stringify({ seq: sequence }));
  if (there.error?.err_code === NO_MESSAGE) return;
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
    const next = JSON.stringify({ seq: from, next_by_subj: subject });
    const { message, error } = await ask(bus, `STREAM.MSG.GET.${stream}`, next);
    if (error?.err_code === NO_MESSAGE) return;
    if (message === undefined) throw new NotWiped(error?.description ?? 'no answer');
    await wipeMessage(bus, stream, message.seq);
    from = message.seq + 1;
  }
  throw new NotWiped(`${subject} grows as fast as it is wiped`);
}

async function ask(bus: Pick<Bus, 'requests'>, what: string, body: string): Promise<Answer> {
  const reply = await bus.requests.request(`$JS.API.${what}`, body, { timeoutMs: TIMEOUT_MS });
  return JSON.parse(reply.string()) as Answer;
}
