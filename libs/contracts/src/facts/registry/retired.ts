import { object } from '../../schema/schema.js';
import { registryFact } from './registry-fact.js';

export const retired = registryFact({
  type: 'registry.retired',
  fact: 'ServiceRetired',
  open: object({}),
  sealed: object({}),
});
