import { setTimeout as pause } from 'node:timers/promises';
import { crashPoint } from '@liaison/contracts';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { Bus } from '../connection.js';
import { BusAway, NobodyThere, NotSent, RequestTimedOut } from '../errors.js';
import { type Stored, append } from '../requests/append.js';

/** A PubAck that does not come means unknown, not failed: the same again, for this long. */
const RETRY_FOR_MS = 30_000;
const TRY_MS = 5_000;
const PAUSE_MS = 250;
const ATTEMPTS_MAX = RETRY_FOR_MS / PAUSE_MS;

/** How long and how often an append is tried. */
export interface AppendPatience {
  readonly retryForMs: number;
  readonly tryMs: number;
}

/** A fact ready to be stored. */
export interface FactMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers: MsgHdrs;
}

/** What became of it. */
export type AppendOutcome =
  | { readonly stored: Stored }
  /** `unsure`: a try before was not answered, so what conflicts may be this very fact. */
  | { readonly conflict: true; readonly unsure: boolean }
  | { readonly unknown: true }
  /** The engine never took it: nothing was stored. */
  | { readonly unavailable: true };

/** Appends facts, trying the same message again until the engine says what became of it. */
export class FactAppender {
  constructor(
    private readonly bus: Pick<Bus, 'requests'>,
    private readonly patience: AppendPatience = { retryForMs: RETRY_FOR_MS, tryMs: TRY_MS },
  ) {}

  /** Throws `AppendRejected` where the engine refuses the message itself. */
  async append(message: FactMessage): Promise<AppendOutcome> {
    const until = performance.now() + this.patience.retryForMs;
    let unsure = false;
    for (let attempt = 0; attempt < ATTEMPTS_MAX && performance.now() < until; attempt++) {
      try {
        crashPoint('before-append');
        const stored = await append(this.bus.requests, message, this.patience.tryMs);
        if (stored !== 'conflict') crashPoint('after-append');
        return stored === 'conflict' ? { conflict: true, unsure } : { stored };
      } catch (error) {
        if (isUnsure(error)) unsure = true;
        else if (!isUntaken(error)) throw error;
      }
      await pause(PAUSE_MS);
    }
    return unsure ? { unknown: true } : { unavailable: true };
  }
}

/** It was sent, and nobody said what became of it. */
function isUnsure(error: unknown): boolean {
  return error instanceof RequestTimedOut || (error instanceof BusAway && !isUntaken(error));
}

function isUntaken(error: unknown): boolean {
  return error instanceof NotSent || error instanceof NobodyThere;
}
