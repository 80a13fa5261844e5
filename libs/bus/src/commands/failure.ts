import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import {
  AppendRejected,
  BusAway,
  Contention,
  ErasedUser,
  KeysAway,
  NobodyThere,
  NotSent,
  RequestTimedOut,
  StoreAway,
} from '../errors.js';

/** What a handler threw, carried past Nest to the server. */
export class HandlerFailed {
  constructor(readonly cause: unknown) {}
}

/** Accidents that pass by themselves, before anything was changed. */
const PASSING = [AppendRejected, Contention, NobodyThere, NotSent];
/** Where keys, secrets and logins lie does not answer: nobody guesses (I11). */
const STORE_AWAY = [KeysAway, StoreAway];
/** Accidents after which nobody knows. */
const UNSURE = [BusAway, RequestTimedOut];

/** Whether it is an accident whose message says all there is to say, and no fault of the program. */
export function isAccident(error: unknown): error is Error {
  return [...PASSING, ...STORE_AWAY, ...UNSURE].some((kind) => error instanceof kind);
}

/** What the caller is told about an accident; the details stay in the log. */
export function replyToFailure(error: unknown, request: CommandRequest): CommandReply {
  const is = (kinds: readonly (new (...args: never[]) => Error)[]): boolean =>
    kinds.some((kind) => error instanceof kind);
  if (error instanceof ErasedUser) return { refused: refusal('erased') };
  if (is(STORE_AWAY)) {
    const message = 'the store of keys does not answer, or takes nothing';
    return { refused: refusal('unavailable', { message }) };
  }
  if (is(PASSING)) return { refused: refusal('unavailable') };
  if (is(UNSURE)) {
    return request.command === undefined
      ? { refused: refusal('unavailable') }
      : { unknown: { command: request.command } };
  }
  return { refused: refusal('internal') };
}
