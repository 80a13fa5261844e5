import { DeliverPolicy } from '@nats-io/jetstream';
import { until } from './await.js';
import { readAll } from './log.js';
import type { System } from './system.js';

/** What was recorded of a service's copies: a fact of `delivery.<svc>`. */
export interface Ended {
  /** `parked`, `replayed` or `expired`. */
  readonly is: string;
  readonly copy: string;
  readonly code?: string;
  readonly attempts?: number;
}

/** All of that, oldest first, as an operator reads DELIVERY. */
export async function endingsOf(system: System, service: string): Promise<readonly Ended[]> {
  const endings: Ended[] = [];
  const from = {
    filter_subjects: `liaison.delivery.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'DELIVERY', from, (message) => {
    const { type, data } = message.json<{ type: string; data: Omit<Ended, 'is'> }>();
    endings.push({ is: type.split('.')[2] ?? '', ...data });
  });
  return endings;
}

/** Waits until so much was recorded of a service's copies. */
export function ended(system: System, service: string, count: number): Promise<readonly Ended[]> {
  return until(`${count} endings of copies for ${service} are recorded`, async () => {
    const endings = await endingsOf(system, service);
    return endings.length >= count && endings;
  });
}
