import { object, word } from '../../schema/schema.js';
import { registryFact } from './registry-fact.js';

export const closed = registryFact({
  type: 'registry.closed',
  fact: 'ServiceClosed',
  open: object({ to: word('listed') }),
  sealed: object({}),
});
