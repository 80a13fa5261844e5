import {
  type Account,
  type TerminalId,
  type UserId,
  hasTerminal,
  notActing,
} from '@liaison/domain';

/** What of an account decides whether its terminals may be connected. */
export class Entitlements {
  readonly #accounts = new Map<UserId, Account>();

  set(user: UserId, account: Account): void {
    this.#accounts.set(user, account);
  }

  /** Whether the user may act and has this terminal; nobody knows an account without a fact. */
  holds(user: UserId, terminal: TerminalId): boolean {
    const account = this.#accounts.get(user);
    return account !== undefined && mayConnect(account, terminal);
  }
}

/** Whether this terminal may be connected: its user may act, and it is enrolled. */
export function mayConnect(account: Account, terminal: TerminalId): boolean {
  return notActing(account) === undefined && hasTerminal(account, terminal);
}
