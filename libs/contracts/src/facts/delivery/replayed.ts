import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { deliveryFact } from './delivery-fact.js';

export const replayed = deliveryFact({
  type: 'delivery.replayed',
  fact: 'NotificationReplayed',
  open: object({ copy: id }),
  sealed: object({}),
});
