import type { CommandReply } from '@liaison/contracts';

/** The request as it came: what is needed to hand it on to another app. */
export interface CommandMessage {
  readonly verb: string;
  /** Who waits for the answer. */
  readonly reply: string;
  /** The bytes of the `CommandRequest`. */
  readonly raw: Uint8Array;
}

/** Instead of an answer: another app answers the caller directly. */
export const FORWARDED = Symbol('forwarded');

/** What a handler comes to. */
export type CommandAnswer = CommandReply<unknown> | typeof FORWARDED;
