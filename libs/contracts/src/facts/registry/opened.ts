import { object, word } from '../../schema/schema.js';
import { registryFact } from './registry-fact.js';

export const opened = registryFact({
  type: 'registry.opened',
  fact: 'ServiceOpened',
  open: object({ to: word('everyone') }),
  sealed: object({}),
});
