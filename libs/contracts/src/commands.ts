import type { JsonObject } from './facts/envelope.js';

/** What travels on `liaison.cmd.<app>.<verb>`. */
export interface CommandRequest<D = JsonObject> {
  /** A UUIDv7 of the caller's, else the gateway's; absent on reads. */
  readonly command?: string;
  /** `user/<id>/<terminal>`, `service/<id>`, `operator/<id>`, `app/<name>` */
  readonly actor: string;
  readonly correlation: string;
  readonly data: D;
}

/** A refusal as told to anybody: `code` is a name of the catalogue in `refusals.ts`. */
export interface Refusal {
  readonly code: string;
  readonly field?: string;
  readonly message: string;
  readonly fix: string;
  /** When it would be taken, where that is known. */
  readonly retryAfterMs?: number;
  readonly faults?: readonly { readonly field: string; readonly message: string }[];
}

/**
 * `accepted.fact` is the fact's id, `accepted.sequence` its place in FACTS (for read-your-writes
 * between our apps, never told to terminals), `accepted.result` what the method answers.
 */
export type CommandReply<R = JsonObject> =
  | {
      readonly accepted: {
        readonly fact?: string;
        readonly sequence?: number;
        readonly result: R;
      };
    }
  | { readonly refused: Refusal }
  | { readonly unknown: { readonly command?: string } };
