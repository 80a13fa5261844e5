import { type ViewedTerminal, type ViewedUser, accountOfShut } from '@liaison/contracts';
import { type Account, type TerminalState, type UserId, initialTerminal } from '@liaison/domain';
import type { Row } from '@liaison/store';
import { type HeadState, headIn } from '../projections/row.js';

/** What operators are shown of a user: what lies open in their row, nothing else. */
export interface UserInRow {
  readonly user: ViewedUser;
  readonly terminals: readonly ViewedTerminal[];
}

/**
 * A user as their row says; undefined: nobody, or nobody any more. Of a user whose facts could not be
 * folded, or whose row cannot be read, nothing else is said, since it may be long over (I11).
 */
export function userInRow(row: Row): UserInRow | undefined {
  try {
    return readUser(row);
  } catch {
    return unreadable(row.key);
  }
}

const unreadable = (user: UserId): UserInRow => ({
  user: { user, state: 'unreadable' },
  terminals: [],
});

function readUser(row: Row): UserInRow | undefined {
  const state = headIn(row);
  const account = accountIn(state);
  if (account === undefined) return undefined;
  const user = row.key;
  if (state.poisoned === true) return unreadable(user);
  const terminals = account.terminals.map(({ terminal, kind }): ViewedTerminal => {
    const now = Object.hasOwn(state.terminals, terminal)
      ? (state.terminals[terminal] ?? initialTerminal)
      : initialTerminal;
    return { user, terminal, kind, ...shown(now) };
  });
  const connected = terminals.filter((terminal) => terminal.connected).length;
  const status = account.status === 'suspended' ? 'suspended' : 'registered';
  return { user: { user, state: status, terminals: terminals.length, connected }, terminals };
}

function accountIn({ account, erased }: HeadState): Account | undefined {
  if (account === undefined || erased === true) return undefined;
  return accountOfShut(account);
}

function shown(now: TerminalState): Omit<ViewedTerminal, 'user' | 'terminal' | 'kind'> {
  if (!now.connected) return { connected: false };
  const { network, gateway, connection } = now;
  return { connected: true, network, gateway, connection };
}
