import type { RefusalEntry } from './entry.js';

/** Events of services that were taken in and then refused. */
export const eventRefusals = {
  'invalid-event': {
    message: 'the event is not written as CloudEvents 1.0 has it',
    fix: 'correct the member named by field, and send the event again',
  },
  'event-ahead': {
    message: "the event's time lies ahead of the server's",
    fix: "set the clock of the service's machine, and send the event again",
  },
  'invalid-payload': {
    message: 'the data of the event breaks the schema that its type declares',
    fix: 'correct the data at the place named by field, or declare another schema',
  },
  'too-many-receivers': {
    message: 'more services want the event than one event may be handed to',
    fix: 'ask the operator: fewer services may want one type',
  },
} as const satisfies Record<string, RefusalEntry>;
