import { withOutcomes } from '../events/event-log.js';
import type { MatchedBatch } from '../events/matched-batch.js';
import type { TakenEvent } from '../events/taken-event.js';
import type { ServiceEventSeen } from './monitor-event.js';

/** Events and batches of one sender that wait for each other; the oldest are forgotten. */
const WAITING_MAX = 1_000;
/** Chains remembered, and how much of each. */
const CHAINS_MAX = 1_000;
const CHAIN_SHOWN_MAX = 4;

/**
 * Joins what services send with what became of it. Both come by ways of their own, each in order: a
 * batch is told once its last event has come, for then all of them have.
 */
export class ServiceEvents {
  private readonly taken = new Map<string, TakenEvent[]>();
  private readonly batches = new Map<string, MatchedBatch[]>();
  private readonly chains = new Map<string, readonly string[]>();

  constructor(private readonly tell: (event: ServiceEventSeen) => void) {}

  take(event: TakenEvent): void {
    add(this.taken, event.service, event);
    this.settle(event.service);
  }

  match(batch: MatchedBatch): void {
    add(this.batches, batch.sender, batch);
    this.settle(batch.sender);
  }

  private settle(sender: string): void {
    const taken = this.taken.get(sender) ?? [];
    const newest = taken.at(-1)?.sequence ?? 0;
    const batches = this.batches.get(sender) ?? [];
    const ready = batches.filter(({ lastSequence }) => lastSequence <= newest);
    if (ready.length === 0) return;
    this.batches.set(sender, batches.slice(ready.length));
    const matchedTo = ready.at(-1)?.lastSequence ?? 0;
    const settled = taken.filter(({ sequence }) => sequence <= matchedTo);
    this.taken.set(sender, taken.slice(settled.length));
    for (const { sequence: _, id: __, receivers, ...event } of withOutcomes(settled, ready)) {
      const after = this.chained(event.correlation, `${event.service} ${event.type}`);
      this.tell({ event: 'service-event', ...event, notified: receivers, after });
    }
  }

  /** What was seen of a chain before, which goes on with this. */
  private chained(correlation: string | undefined, link: string): readonly string[] {
    if (correlation === undefined) return [];
    const before = this.chains.get(correlation) ?? [];
    this.chains.delete(correlation);
    this.chains.set(correlation, [...before, link].slice(-CHAIN_SHOWN_MAX));
    const [oldest] = this.chains.keys();
    if (this.chains.size > CHAINS_MAX && oldest !== undefined) this.chains.delete(oldest);
    return before;
  }
}

function add<T>(to: Map<string, T[]>, key: string, one: T): void {
  to.set(key, [...(to.get(key) ?? []), one].slice(-WAITING_MAX));
}
