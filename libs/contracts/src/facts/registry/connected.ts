import { object } from '../../schema/schema.js';
import { id } from '../../schema/words.js';
import { registryFact } from './registry-fact.js';

export const connected = registryFact({
  type: 'registry.connected',
  fact: 'ServiceConnected',
  open: object({ connection: id }),
  sealed: object({}),
});
