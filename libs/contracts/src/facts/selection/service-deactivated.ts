import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { selectionFact } from './selection-fact.js';

export const serviceDeactivated = selectionFact({
  type: 'selection.service-deactivated',
  fact: 'ServiceDeactivatedForUser',
  open: object({ service: id }),
  sealed: object({}),
});
