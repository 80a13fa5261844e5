import { object } from '../../schema/schema.js';
import { id, instant } from '../../schema/words.js';
import { disconnectCause } from '../terminal/disconnected.js';
import { registryFact } from './registry-fact.js';

export const disconnected = registryFact({
  type: 'registry.disconnected',
  fact: 'ServiceDisconnected',
  open: object({ connection: id, cause: disconnectCause, lastSeen: instant }),
  sealed: object({}),
});
