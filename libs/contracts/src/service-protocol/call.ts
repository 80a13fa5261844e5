import { type TypeOf, anything, object, oneOf, text } from '../schema/schema.js';
import { terminalId, userId } from '../schema/words.js';
import { operation } from './declaration.js';

const CORRELATION_CHARS_MAX = 128;
const CODE_CHARS_MAX = 64;
const MESSAGE_CHARS_MAX = 1024;

/** What travels on `liaison.call.<svc>.<nonce>`: a terminal calls an operation. */
export const callRequest = object({
  user: userId,
  terminal: terminalId,
  operation,
  payload: anything,
  correlation: text(CORRELATION_CHARS_MAX, 1),
});
export type CallRequest = TypeOf<typeof callRequest>;

/** A service's own error: its code and message are told to the terminal as they are. */
const callError = object({
  code: text(CODE_CHARS_MAX, 1),
  message: text(MESSAGE_CHARS_MAX),
});

/** What the service answers: a payload or an error, nothing else. */
export const callAnswer = oneOf(object({ payload: anything }), object({ error: callError }));
export type CallAnswer = TypeOf<typeof callAnswer>;
