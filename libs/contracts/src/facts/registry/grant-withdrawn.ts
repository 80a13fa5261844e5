import { object } from '../../schema/schema.js';
import { grant, registryFact } from './registry-fact.js';

export const grantWithdrawn = registryFact({
  type: 'registry.grant-withdrawn',
  fact: 'ServiceGrantWithdrawn',
  open: object({ grant }),
  sealed: object({}),
});
