import { object, integer } from '../../schema/schema.js';
import { registryFact } from './registry-fact.js';

export const declared = registryFact({
  type: 'registry.declared',
  fact: 'ServiceDeclarationChanged',
  open: object({ version: integer(1) }),
  sealed: object({}),
});
