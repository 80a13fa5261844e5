import {
  type Account,
  type TerminalId,
  type UserId,
  hasTerminal,
  notActing,
} from '@liaison/domain';

/** Which terminals may be connected: of each account only what decides it is kept. */
export class Entitlements {
  readonly #terminals = new Map<UserId, readonly TerminalId[]>();

  set(user: UserId, account: Account): void {
    const mayAct = notActing(account) === undefined;
    this.#terminals.set(user, mayAct ? account.terminals.map(({ terminal }) => terminal) : []);
  }

  /** Whether the user may act and has this terminal; a user without a fact has none. */
  holds(user: UserId, terminal: TerminalId): boolean {
    return this.#terminals.get(user)?.includes(terminal) === true;
  }
}

/** Whether this terminal may be connected: its user may act, and it is enrolled. */
export function mayConnect(account: Account, terminal: TerminalId): boolean {
  return notActing(account) === undefined && hasTerminal(account, terminal);
}
