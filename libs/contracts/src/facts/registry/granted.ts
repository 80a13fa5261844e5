import { object } from '../../schema/schema.js';
import { grant, registryFact } from './registry-fact.js';

export const granted = registryFact({
  type: 'registry.granted',
  fact: 'ServiceGranted',
  open: object({ grant }),
  sealed: object({}),
});
