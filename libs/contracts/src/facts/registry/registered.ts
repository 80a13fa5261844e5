import { object } from '../../schema/schema.js';
import { registryFact } from './registry-fact.js';

export const registered = registryFact({
  type: 'registry.registered',
  fact: 'ServiceRegistered',
  open: object({}),
  sealed: object({}),
});
