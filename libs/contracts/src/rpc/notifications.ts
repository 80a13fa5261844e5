import { CONTACTS_MAX, PENDING_MAX, TERMINALS_MAX } from '@liaison/domain';
import {
  type ObjectSchema,
  type TypeOf,
  about,
  integer,
  list,
  object,
  pair,
  words,
} from '../schema/schema.js';
import { connectability, id, terminalId, userId } from '../schema/words.js';
import { until } from './profile.js';
import { notificationItem } from './service.js';
import { ownTerminal } from './terminal.js';

/** What a user's own terminals are told of their user. */
export const selfParams = object(
  { state: connectability, terminals: list(ownTerminal, TERMINALS_MAX) },
  {
    profile: about('The active profile; absent: none, and so are its version, mode, until', id),
    version: integer(1),
    mode: about('The active mode', id),
    until: about('How long it holds, where it was activated by hand', until),
    callTarget: about('Selected for incoming calls; absent: none in particular', terminalId),
    waiting: about('Notifications that wait to be fetched', integer()),
  },
);

/** Why the server ends a connection. */
const closingCodes = words(
  'superseded',
  'lease-lost',
  'draining',
  'slow',
  'expired',
  'revoked',
  'kicked',
);

/** What the server says without being asked: the params of each notification. */
export const notifications = {
  snapshot: object({
    revision: about('Of the contact list', integer()),
    contacts: about(
      'Every contact in the order of the document',
      list(pair(userId, connectability), CONTACTS_MAX),
    ),
    self: selfParams,
    pending: about('Who asked for authorisation, oldest first', list(userId, PENDING_MAX)),
  }),
  connectability: object({
    user: userId,
    state: connectability,
    n: about('1, 2, 3… of this connection since its last snapshot', integer(1)),
  }),
  self: selfParams,
  notification: notificationItem,
  'authorisation.asked': object({ user: userId }),
  closing: object({ code: closingCodes }, { retryAfterMs: integer() }),
} as const satisfies Record<string, ObjectSchema>;

export type NotificationName = keyof typeof notifications;
/** Params of a notification, as its schema describes them. */
export type NotificationParams<N extends NotificationName> = TypeOf<(typeof notifications)[N]>;
