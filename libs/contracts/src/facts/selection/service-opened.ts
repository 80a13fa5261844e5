import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { selectionFact } from './selection-fact.js';

export const serviceOpened = selectionFact({
  type: 'selection.service-opened',
  fact: 'ServiceOpenedToUser',
  open: object({ service: id }),
  sealed: object({}),
});
