import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { eventType } from '../registry/declaration.js';
import { selectionFact } from './selection-fact.js';

export const interestDropped = selectionFact({
  type: 'selection.interest-dropped',
  fact: 'EventInterestDropped',
  open: object({ service: id, eventType }),
  sealed: object({}),
});
