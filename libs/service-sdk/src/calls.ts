import type { Msg } from '@nats-io/transport-node';
import { OperationFailed } from './errors.js';
import type { Answers } from './options.js';
import type { Call } from './protocol.js';

/** Longest answer a terminal may be given. */
const ANSWER_BYTES_MAX = 64 * 1024;

type Answer = { readonly payload: unknown } | { readonly error: Failure };

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Answers a call; `tell` hears of what went wrong here and is nobody else's business. */
export async function answerCall(
  message: Msg,
  calls: Readonly<Record<string, Answers>>,
  tell: (problem: Error) => void,
): Promise<void> {
  // Nobody waits: an answer that somebody has made go astray, and no call.
  if (message.reply === undefined || message.reply === '') return;
  let text: string;
  try {
    text = JSON.stringify(await answerOf(message.json<Call>(), calls));
    if (Buffer.byteLength(text) > ANSWER_BYTES_MAX) throw new Error('an answer has over 64 KiB');
  } catch (error) {
    if (!(error instanceof OperationFailed)) tell(error as Error);
    text = JSON.stringify({ error: failureOf(error) });
  }
  message.respond(text);
}

async function answerOf(call: Call, calls: Readonly<Record<string, Answers>>): Promise<Answer> {
  const { operation } = call;
  const answers = Object.hasOwn(calls, operation) ? calls[operation] : undefined;
  if (answers === undefined) {
    throw new OperationFailed('unknown-operation', `there is no operation ${operation}`);
  }
  return { payload: (await answers(call)) ?? null };
}

/** What is told of an error that was not meant to be told. */
function failureOf(error: unknown): Failure {
  if (!(error instanceof OperationFailed)) return { code: 'failed', message: 'it went wrong' };
  const { code, message } = error;
  return { code, message };
}
