import { TERMINALS_MAX } from '@liaison/domain';
import { type TypeOf, flag, integer, list, object, words } from '../schema/schema.js';
import { id, network, terminalId, terminalKind, userId } from '../schema/words.js';
import { verb } from './verb.js';

/** Users one page of `view.users` holds at most; of `view.terminals` it ends with the user that reaches it. */
export const VIEW_PAGE_MAX = 200;

/** What becomes of a user, as their row says; of an erased one there is no row. */
const userState = words('registered', 'suspended', 'unreadable');

/** Where a page begins, and how long it is. */
const page = { after: userId, max: integer(1, VIEW_PAGE_MAX) };
/** The last user that was looked at: the next page's `after`. Absent: there are no more. */
const next = { next: userId };

const viewedUser = object(
  { user: userId, state: userState },
  { terminals: integer(0, TERMINALS_MAX), connected: integer(0, TERMINALS_MAX) },
);
const viewedTerminal = object(
  { user: userId, terminal: terminalId, kind: terminalKind, connected: flag },
  { network, gateway: id, connection: id },
);

export type ViewedUser = TypeOf<typeof viewedUser>;
export type ViewedTerminal = TypeOf<typeof viewedTerminal>;

/** What operators look at over the rows. A page may hold less than was asked for, and still have a next one. */
export const viewVerbs = {
  'view.users': verb(
    'Operators: users by id, those in a state, with a terminal connected or without, as the rows have them',
    object({}, { state: userState, connected: flag, ...page }),
    object({ items: list(viewedUser, VIEW_PAGE_MAX) }, next),
  ),
  'view.terminals': verb(
    'Operators: terminals by user and id, those of a network, a kind, a user, connected or not',
    object({}, { network, kind: terminalKind, connected: flag, user: userId, ...page }),
    object({ items: list(viewedTerminal, VIEW_PAGE_MAX + TERMINALS_MAX) }, next),
  ),
};
