import { setTimeout as pause } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import { Fenced, KeyMissing, KeysAway } from '../errors.js';
import type { PartitionProjection, UserKey } from '../ports.js';
import { type ShutFact, keyOwner, openFact, readFact } from './fact-reading.js';
import { stopsPartition, unbroken } from './reasons.js';
import type { Parking } from './parking.js';
import type { ProjectorParts } from './tenure.js';

/** How often a fact is tried before it is parked, and how far apart at first. */
const ATTEMPTS_MAX = 3;
const PAUSE_MS = 10;

/** When the projection may be called. */
export interface FoldingGate {
  /** False: the partition is not ours any more, or being released. */
  open(): boolean;
  /** A call of the projection that others must wait for. */
  busy(): Promise<unknown> | undefined;
}

/** What facts are opened with, and where those go that cannot be folded. */
export type FoldingParts = Pick<ProjectorParts, 'bus' | 'keys'> & {
  readonly parking: Pick<Parking, 'park'>;
};

/** Takes facts to a projection, one after the other: opens them, tries again in place, parks. */
export class Folding {
  constructor(
    private readonly parts: FoldingParts,
    private readonly partition: number,
    private readonly projection: Pick<PartitionProjection, 'fold' | 'poison'>,
    private readonly gate: FoldingGate,
  ) {}

  /**
   * True: folded or parked; false: the gate was shut meanwhile. Without waiting where nothing has to
   * be waited for. Throws what stops the partition: it must be taken again.
   */
  take(message: JsMsg): true | Promise<boolean> {
    if (this.gate.busy() !== undefined) return this.patiently(message);
    try {
      const shut = this.read(message);
      const sealed = shut.envelope.sealed !== undefined;
      const key = sealed ? this.parts.keys.cached?.(keyOwner(shut.aggregate)) : undefined;
      if (sealed && key === undefined) return this.patiently(message);
      this.projection.fold(openFact(shut, key, this.parts.bus.times));
      return true;
    } catch (error) {
      return this.patiently(message, { error });
    }
  }

  private read(message: JsMsg): ShutFact {
    const { own, subjects } = this.parts.bus;
    const fact = own.take(message.subject, message.data);
    return fact === undefined ? readFact(subjects, message) : { ...fact, message };
  }

  /** As `take`, waiting for a key, for the projection, and before another attempt. */
  private async patiently(message: JsMsg, failed?: { readonly error: unknown }): Promise<boolean> {
    let last = failed?.error;
    for (let attempt = failed === undefined ? 0 : 1; attempt < ATTEMPTS_MAX; attempt++) {
      if (attempt > 0) {
        parkable(last);
        await pause(attempt * PAUSE_MS);
      }
      try {
        return await this.attempt(message);
      } catch (error) {
        last = error;
      }
    }
    parkable(last);
    return this.park(message, last);
  }

  private async attempt(message: JsMsg): Promise<boolean> {
    const shut = readFact(this.parts.bus.subjects, message);
    const fact = openFact(shut, await this.keyFor(shut), this.parts.bus.times);
    if (!(await this.callable())) return false;
    this.projection.fold(fact);
    return true;
  }

  private async keyFor(shut: ShutFact): Promise<UserKey | 'erased' | undefined> {
    if (shut.envelope.sealed === undefined) return undefined;
    try {
      return await this.parts.keys.keyOf(keyOwner(shut.aggregate));
    } catch (cause) {
      if (cause instanceof KeysAway || cause instanceof KeyMissing) throw cause;
      throw new KeysAway('the key store failed', { cause });
    }
  }

  /** Resolves when no other call of the projection is under way: whether it may be called. */
  private async callable(): Promise<boolean> {
    for (let busy = this.gate.busy(); busy !== undefined; busy = this.gate.busy()) await busy;
    return this.gate.open();
  }

  private async park(message: JsMsg, error: unknown): Promise<boolean> {
    const reason = await this.parts.parking.park(this.partition, message, error);
    if (!(await this.callable())) return false;
    const aggregate = this.parts.bus.subjects.parseFact(message.subject);
    if (aggregate !== undefined) {
      unbroken(() => this.projection.poison({ aggregate, sequence: message.seq }, reason));
    }
    return true;
  }
}

/** Throws an error that is no fault of the fact: it waits, or somebody else owns the partition. */
function parkable(error: unknown): void {
  if (stopsPartition(error) || error instanceof Fenced) throw error;
}
