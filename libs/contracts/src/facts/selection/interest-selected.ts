import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { eventType } from '../registry/declaration.js';
import { selectionFact } from './selection-fact.js';

export const interestSelected = selectionFact({
  type: 'selection.interest-selected',
  fact: 'EventInterestSelected',
  open: object({ service: id, eventType }),
  sealed: object({}),
});
