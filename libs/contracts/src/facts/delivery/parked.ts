import { PARKING_CODES } from '@liaison/domain';
import { integer, object, words } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { deliveryFact } from './delivery-fact.js';

export const parked = deliveryFact({
  type: 'delivery.parked',
  fact: 'NotificationParked',
  open: object({ copy: id, code: words(...PARKING_CODES), attempts: integer() }),
  sealed: object({}),
});
