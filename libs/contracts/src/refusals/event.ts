import type { RefusalEntry } from './entry.js';

/** Events of services that were taken in and then refused. */
export const eventRefusals = {
  'invalid-payload': {
    message: 'the data of the event breaks the schema that its type declares',
    fix: 'correct the data at the place named by field, or declare another schema',
  },
  'unknown-user': {
    message: 'the event is about nobody this service may speak of',
    fix: 'give the subject a user who has activated the service, or ask for the grant all-users',
  },
} as const satisfies Record<string, RefusalEntry>;
