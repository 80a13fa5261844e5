import { type Delivery, type DeliveryFact, evolveDelivery, initialDelivery } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { pick, take } from '../fields.js';
import { TypeTable } from '../type-table.js';
import { expired } from './expired.js';
import { parked } from './parked.js';
import { replayed } from './replayed.js';

/** What notification records of a service's copies. */
export const deliveryFactTypes = [parked, replayed, expired];

const table = new TypeTable(deliveryFactTypes);
const STAMP = { id: '', time: '', revision: 0 };

/** Facts of hand-overs: no head, since the last fact is the state. */
export const deliveryCodec: AggregateCodec<DeliveryFact, Delivery> = {
  kind: 'delivery',
  initial: initialDelivery,
  evolve: evolveDelivery,
  encode(fact) {
    const { type, open } = table.of(fact.type);
    return { type, data: pick(fact, open) };
  },
  decode(whole, data) {
    const { type, body } = table.read(whole, { data, box: undefined });
    const members: Record<string, unknown> = { type: type.fact };
    take(members, body.data, type.open);
    const fact = members as unknown as DeliveryFact;
    return { fact, head: evolveDelivery(initialDelivery, fact, STAMP) };
  },
};
