import { type Delivery, type DeliveryFact, evolveDelivery, initialDelivery } from '@liaison/domain';
import type { AggregateCodec } from '../codec.js';
import { headlessCodec } from '../open-codec.js';
import { expired } from './expired.js';
import { parked } from './parked.js';
import { replayed } from './replayed.js';

/** What notification records of a service's copies. */
export const deliveryFactTypes = [parked, replayed, expired];

/** Facts of hand-overs: no head, since the last fact is the state. */
export const deliveryCodec: AggregateCodec<DeliveryFact, Delivery> = headlessCodec(
  deliveryFactTypes,
  {
    kind: 'delivery',
    initial: initialDelivery,
    evolve: evolveDelivery,
  },
);
