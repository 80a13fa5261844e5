import type { JsMsg } from '@nats-io/jetstream';

/** The engine ends a lease within a second of its time; its own word comes first. */
const GRACE_MS = 1_000;
/** How often all are looked at, at most. */
const LOOK_MS = 1_000;

/** A lease whose time is over and that lies in the stream none the less. */
export interface Leftover {
  readonly id: string;
  readonly subject: string;
  readonly sequence: number;
}

/**
 * When leases are over by the engine's clock, as its own times tell it. An engine that was killed may
 * bring back leases that ended long before, and not end them again: `kill -9` undoes the removal of
 * what ran out, and of the note that it did.
 */
export class LeaseEnds {
  readonly #ends = new Map<string, Leftover & { readonly endMs: number }>();
  #nowMs = 0;
  #lookedMs = 0;
  #isFollowing = false;

  /** All that is stored is read from here on, at the engine's time, milliseconds since the epoch. */
  begin(engineMs: number): void {
    this.#nowMs = engineMs;
    this.#isFollowing = false;
  }

  /** All has been read: what comes now is stored now. */
  follow(): void {
    this.#isFollowing = true;
  }

  /**
   * When a message was stored. Answers what is left over by then, once in a while. Its clock may have
   * been set back: what was stored last counts, not what was the latest.
   */
  at(storedMs: number): readonly Leftover[] {
    if (!this.#isFollowing) return [];
    this.#nowMs = storedMs;
    if (Math.abs(this.#nowMs - this.#lookedMs) < LOOK_MS) return [];
    this.#lookedMs = this.#nowMs;
    return [...this.#ends.values()].filter(({ endMs }) => endMs + GRACE_MS < this.#nowMs);
  }

  /** A lease is renewed by this message. True: its time was over before it was read. */
  renewed(id: string, message: JsMsg): boolean {
    const endMs = endOf(message);
    if (endMs === undefined) return false;
    this.#ends.set(id, { id, subject: message.subject, sequence: message.seq, endMs });
    return endMs + GRACE_MS < this.#nowMs;
  }

  ended(id: string): void {
    this.#ends.delete(id);
  }
}

/** `Nats-TTL: 4s` after the message was stored; undefined: it holds until somebody ends it. */
function endOf({ headers, info }: JsMsg): number | undefined {
  const seconds = /^(\d+)s$/.exec(headers?.get('Nats-TTL') ?? '')?.[1];
  return seconds === undefined ? undefined : stampMs({ info }) + Number(seconds) * 1_000;
}

/** When the engine stored a message, milliseconds since the epoch. */
export const stampMs = ({ info }: Pick<JsMsg, 'info'>): number => info.timestampNanos / 1e6;
