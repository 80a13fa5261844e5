import { DeliverPolicy } from '@nats-io/jetstream';
import { until } from './await.js';
import { readAll } from './log.js';
import type { System } from './system.js';

/** What the log says became of one event. */
export interface MatchedEvent {
  readonly event: string;
  readonly outcome: string;
  readonly receivers: readonly {
    readonly service: string;
    readonly declaration: number;
    readonly copy: string;
  }[];
}

/** All that was recorded of a sender's events, oldest first, as an operator reads DELIVERY. */
export async function matchesOf(system: System, service: string): Promise<MatchedEvent[]> {
  const matches: MatchedEvent[] = [];
  const from = {
    filter_subjects: `liaison.matched.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'DELIVERY', from, (message) => {
    const { data } = message.json<{ data: { events: readonly MatchedEvent[] } }>();
    matches.push(...data.events);
  });
  return matches;
}

/** Waits until something is recorded of so many of a sender's events: whoever gets one is settled. */
export async function matched(
  system: System,
  service: string,
  count: number,
): Promise<MatchedEvent[]> {
  return until(`${count} events of ${service} are matched`, async () => {
    const matches = await matchesOf(system, service);
    return matches.length >= count ? matches : undefined;
  });
}

/** Facts of a service's registration, oldest first: type and data. */
export async function registryOf(
  system: System,
  service: string,
): Promise<{ type: string; actor: string; data: Record<string, unknown> }[]> {
  const facts: { type: string; actor: string; data: Record<string, unknown> }[] = [];
  const from = {
    filter_subjects: `liaison.registry.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'REGISTRY', from, (message) => facts.push(message.json()));
  return facts;
}

/** Waits until a service's copies of these events are on their way: a match is recorded before them. */
export async function copied(
  system: System,
  service: string,
  events: readonly unknown[],
): Promise<void> {
  await until(`${service} has its copies`, async () => {
    const copies = new Set(await copiesFor(system, service));
    return events.every((event) => copies.has(event));
  });
}

/** Copies on their way to a service, or all that ever were, acknowledged ones too: ids of the events. */
export async function copiesFor(system: System, service: string): Promise<unknown[]> {
  const ids: unknown[] = [];
  const from = {
    filter_subjects: `liaison.events.out.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'EVENTS_OUT', from, (message) => {
    ids.push(message.json<{ id: string }>().id);
  });
  return ids;
}
