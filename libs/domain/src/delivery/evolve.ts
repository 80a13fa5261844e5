import type { Stamp } from '../words.js';
import type { DeliveryFact } from './facts.js';
import type { Delivery } from './state.js';

const after = {
  NotificationParked: 'parked',
  NotificationReplayed: 'replayed',
  NotificationExpired: 'expired',
} as const;

/** The service's hand-overs after one more fact. */
export function evolveDelivery(_delivery: Delivery, fact: DeliveryFact, _stamp: Stamp): Delivery {
  return { last: { copy: fact.copy, is: after[fact.type] } };
}
