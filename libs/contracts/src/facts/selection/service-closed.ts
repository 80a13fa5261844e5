import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { selectionFact } from './selection-fact.js';

export const serviceClosed = selectionFact({
  type: 'selection.service-closed',
  fact: 'ServiceClosedToUser',
  open: object({ service: id }),
  sealed: object({}),
});
