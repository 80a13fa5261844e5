import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { selectionFact } from './selection-fact.js';

export const serviceActivated = selectionFact({
  type: 'selection.service-activated',
  fact: 'ServiceActivatedForUser',
  open: object({ service: id }),
  sealed: object({}),
});
