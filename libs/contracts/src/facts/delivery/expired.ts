import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { deliveryFact } from './delivery-fact.js';

export const expired = deliveryFact({
  type: 'delivery.expired',
  fact: 'NotificationExpired',
  open: object({ copy: id }),
  sealed: object({}),
});
