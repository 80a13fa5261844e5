import type { RefusalEntry } from './entry.js';

/** Services and their events. A service not open to the user is an unknown one. */
export const serviceRefusals = {
  'unknown-service': {
    message: 'there is no such service',
    fix: 'take a service of service.list',
  },
  'service-not-connected': {
    message: 'the service is not connected',
    fix: 'try again later',
  },
  'service-not-activated': {
    message: 'the service is not activated for this user',
    fix: 'activate it with service.activate',
  },
  'unknown-operation': {
    message: 'the service declares no such operation',
    fix: 'take an operation of service.list',
  },
  'unknown-event': {
    message: 'the service declares no such event',
    fix: 'take an event of event.list',
  },
  'fresh-login-required': {
    message: 'the service demands a login of the last minute',
    fix: 'send auth.login on this connection, then call again',
  },
  'service-error': {
    message: 'the service answered with an error',
    fix: "see the service's own code and message",
  },
} as const satisfies Record<string, RefusalEntry>;
