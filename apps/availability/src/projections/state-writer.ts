import { type Bus, Fenced, append, expecting } from '@liaison/bus';
import { type Clock, crashPoint } from '@liaison/contracts';
import { type StateDocument, stateDocument } from '@liaison/domain';
import type { Entry } from './entry.js';
import { stateBody, withSrc } from './state-body.js';

/** Writes of different users under way at once; of one user there is never more than one. */
const IN_FLIGHT_MAX = 256;
/** Longer than a failover of the engine takes. */
const WRITE_TIMEOUT_MS = 15_000;

/** This replica may write no more; nothing was refused, since nothing was sent. */
export class LeaseOver extends Error {
  override readonly name = 'LeaseOver';
}

/** What a partition's writer of STATE works with. */
export interface StateWriterParts {
  readonly bus: Bus;
  readonly clock: Clock;
  /** Does this replica's lease still hold, by its own monotonic clock? */
  stillMine(): boolean;
  /** A write was stored: watchers are told by the engine. */
  stateWritten(): void;
  /** The engine refused a write: somebody else has written. `failed` follows. */
  refused(): void;
  /** Somebody else has written, or nobody knows what became of a write: the partition is lost. */
  failed(error: Error): void;
}

/**
 * Keeps STATE as the folds have it: synchronously, one write a user in flight, each expecting the
 * one before, what comes meanwhile coalesced into the next. What is equal is not written.
 */
export class StateWriter {
  private readonly unsettled = new Set<Entry>();
  private readonly waiting = new Set<Entry>();
  private readonly onSettled = new Map<Entry, (() => void)[]>();
  private inFlight = 0;
  private open = false;
  private stopped = false;

  constructor(private readonly parts: StateWriterParts) {}

  /**
   * The fact of this sequence may have changed what STATE has to say of the user: `document`, where
   * that is at hand.
   */
  changed(entry: Entry, sequence: number, document?: StateDocument): void {
    if (entry.stateFrom === 0) {
      entry.stateFrom = sequence;
      this.unsettled.add(entry);
    }
    if (!this.open || entry.busy || this.stopped) return;
    if (document !== undefined && this.inFlight < IN_FLIGHT_MAX) {
      this.waiting.delete(entry);
      this.begin(entry, document);
    } else {
      this.waiting.add(entry);
      this.next();
    }
  }

  /** Writes what is different from now on. Before, the partition was not at the live position. */
  start(): void {
    this.open = true;
    for (const entry of this.unsettled) this.waiting.add(entry);
    this.next();
  }

  /** No write begins after this returns. */
  stop(): void {
    this.stopped = true;
    this.waiting.clear();
  }

  /** The lowest sequence whose effect is not stored yet; undefined: everything is. */
  lowestUnsettled(): number | undefined {
    let lowest: number | undefined;
    for (const { stateFrom } of this.unsettled) {
      if (lowest === undefined || stateFrom < lowest) lowest = stateFrom;
    }
    return lowest;
  }

  /** Resolves once STATE holds all that is folded of the user; never, if the partition is lost. */
  settled(entry: Entry): Promise<void> {
    if (entry.stateFrom === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.onSettled.get(entry) ?? [];
      this.onSettled.set(entry, [...waiting, resolve]);
    });
  }

  private next(): void {
    for (const entry of this.waiting) {
      if (this.stopped || this.inFlight >= IN_FLIGHT_MAX) return;
      this.waiting.delete(entry);
      this.begin(entry, stateDocument(entry.facts, this.parts.clock.now()));
    }
  }

  private begin(entry: Entry, document: StateDocument): void {
    const body = stateBody(document);
    const isNobody = entry.stored === undefined && entry.facts.account.status === 'absent';
    if (isNobody || (!entry.fence && body === entry.stored?.body)) {
      this.settle(entry);
    } else if (this.parts.stillMine()) {
      void this.write(entry, body);
    } else {
      this.fail(new LeaseOver(`the state of ${entry.user} was not written: the lease ran out`));
    }
  }

  /** Never rejects. */
  private async write(entry: Entry, body: string): Promise<void> {
    const upTo = entry.src;
    entry.busy = true;
    this.inFlight++;
    try {
      const sequence = await this.publish(entry, withSrc(body, upTo));
      if (this.stopped) return;
      this.inFlight--;
      entry.busy = false;
      entry.fence = false;
      entry.stored = { body, sequence };
      this.parts.stateWritten();
      if (entry.src === upTo) {
        this.settle(entry);
      } else {
        entry.stateFrom = upTo + 1;
        this.waiting.add(entry);
      }
      this.next();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private async publish(entry: Entry, body: string): Promise<number> {
    const { bus } = this.parts;
    const expected = entry.stored?.sequence ?? 0;
    crashPoint('before-state');
    const stored = await append(
      bus.requests,
      {
        subject: bus.subjects.state(entry.user),
        body: Buffer.from(body),
        headers: expecting(expected),
      },
      WRITE_TIMEOUT_MS,
    );
    if (stored !== 'conflict') return stored.sequence;
    this.parts.refused();
    throw new Fenced(`the state of ${entry.user} is not ${expected} any more`);
  }

  private settle(entry: Entry): void {
    entry.stateFrom = 0;
    this.unsettled.delete(entry);
    const waiting = this.onSettled.get(entry);
    if (waiting === undefined) return;
    this.onSettled.delete(entry);
    for (const resolve of waiting) resolve();
  }

  private fail(error: Error): void {
    if (this.stopped) return;
    this.stop();
    this.parts.failed(error);
  }
}
