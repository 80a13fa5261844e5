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
    fix: 'take one that its declaration names: who runs the service knows them',
  },
  'unknown-event': {
    message: 'the service declares no such event',
    fix: 'take an event of event.list',
  },
  'fresh-login-required': {
    message: 'the service demands a login of the last minute',
    fix: 'send auth.login on this connection, then call again',
  },
  'service-answer-malformed': {
    message: 'the service answered with what is no answer; it may have done what was asked',
    fix: 'tell who runs the service: it answers {payload} or {error: {code, message}}',
  },
  retired: {
    message: 'the service is retired, for good',
    fix: 'register a new service, with a new id',
  },
  'invalid-declaration': {
    message: 'the declaration is not valid',
    fix: 'correct every fault listed: each names its place and what belongs there',
  },
  'too-many-connections': {
    message: 'the service has as many processes connected as one may have',
    fix: 'disconnect one first, or wait until the lease of one that is gone has ended',
  },
  'too-many-grants': {
    message: 'the service has as many grants as one may have',
    fix: 'withdraw one first',
  },
  'unknown-identity': {
    message: 'the service has no such identity',
    fix: 'check the id of the identity',
  },
  'too-many-identities': {
    message: 'the service has as many identities as one may have',
    fix: 'revoke one first',
  },
  'too-many-services': {
    message: 'the user has as many services opened or activated as one may have',
    fix: 'deactivate one first',
  },
  'too-many-interests': {
    message: 'the user wants as many events as one may want',
    fix: 'drop one with event.unsubscribe',
  },
  'unknown-notification': {
    message: 'there is no such notification for this service',
    fix: 'check the id of the copy',
  },
  'not-parked': {
    message: 'the notification is not parked: it still waits for the service',
    fix: 'nothing is to be done',
  },
  settled: {
    message: 'the notification is settled: acknowledged, expired or erased',
    fix: 'nothing is to be done',
  },
  'service-error': {
    message: 'the service answered with an error',
    fix: "see the service's own code and message",
  },
} as const satisfies Record<string, RefusalEntry>;
