import { CREDENTIALS_MAX, TERMINALS_MAX } from '../limits.js';
import type { CredentialId, Decision, DomainRefusal, Instant, TerminalId } from '../words.js';
import type { AccountFact, CredentialKind, TerminalKind } from './facts.js';
import type { Account } from './state.js';

type Decided = Decision<AccountFact>;

/** An id names one account for ever: neither a living nor an erased one is registered again. */
export function registerUser(
  account: Account,
  command: { readonly login: string; readonly displayName: string },
): Decided {
  if (account.status === 'absent') return { fact: { type: 'UserRegistered', ...command } };
  return { refused: isErased(account) ? 'erased' : 'already-registered' };
}

/** A suspended user is `unknown` to everybody and may do nothing. */
export function suspend(
  account: Account,
  command: { readonly cause: string; readonly note?: string },
): Decided {
  if (account.status === 'suspended') return { unchanged: true };
  const refused = notLiving(account);
  return refused ? { refused } : { fact: { type: 'UserSuspended', ...command } };
}

export function reinstate(
  account: Account,
  command: { readonly cause: string; readonly note?: string },
): Decided {
  if (account.status === 'registered') return { refused: 'not-suspended' };
  const refused = notLiving(account);
  return refused ? { refused } : { fact: { type: 'UserReinstated', ...command } };
}

/** The first step of an erasure; the steps it causes end in `completeErasure`. */
export function eraseUser(
  account: Account,
  command: { readonly by: 'self' | 'operator' },
): Decided {
  if (isErased(account)) return { unchanged: true };
  if (account.status === 'absent') return { refused: 'not-registered' };
  return { fact: { type: 'UserErased', ...command } };
}

/** `stores`: those from which the user's data was removed. */
export function completeErasure(
  account: Account,
  command: { readonly stores: readonly string[] },
): Decided {
  if (account.status === 'erasure-completed') return { unchanged: true };
  if (account.status === 'absent') return { refused: 'not-registered' };
  if (account.status !== 'erased') return { refused: 'not-erased' };
  return { fact: { type: 'UserErasureCompleted', stores: command.stores.toSorted() } };
}

/** `terminal` is minted by the caller and never used twice. */
export function enrolTerminal(
  account: Account,
  command: {
    readonly terminal: TerminalId;
    readonly kind: TerminalKind;
    readonly label: string;
    readonly number?: string;
  },
): Decided {
  const refused = notActing(account);
  if (refused) return { refused };
  if (hasTerminal(account, command.terminal)) return { refused: 'in-use', field: '/terminal' };
  if (account.terminals.length >= TERMINALS_MAX) return { refused: 'too-many-terminals' };
  return { fact: { type: 'TerminalEnrolled', ...command } };
}

/** Never a conflict: what names the terminal behaves as if it were not connected. */
export function removeTerminal(
  account: Account,
  command: { readonly terminal: TerminalId; readonly cause: string },
): Decided {
  const refused = notLiving(account);
  if (refused) return { refused };
  if (!hasTerminal(account, command.terminal)) {
    return { refused: 'unknown-terminal', field: '/terminal' };
  }
  return { fact: { type: 'TerminalRemoved', ...command } };
}

/**
 * Credential ids sort by when they were issued. Past the limit the new credential replaces the
 * oldest refresh family, unless it names another one to replace.
 */
export function issueCredential(
  account: Account,
  command: {
    readonly credential: CredentialId;
    readonly kind: CredentialKind;
    readonly replaces?: CredentialId;
    readonly expiresAt?: Instant;
  },
): Decided {
  const refused = notActing(account);
  if (refused) return { refused };
  if (hasCredential(account, command.credential)) return { refused: 'in-use' };
  if (command.replaces !== undefined && !hasCredential(account, command.replaces)) {
    return { refused: 'unknown-credential', field: '/replaces' };
  }
  if (command.replaces !== undefined || account.credentials.length < CREDENTIALS_MAX) {
    return { fact: { type: 'CredentialIssued', ...command } };
  }
  const oldest = account.credentials.find((held) => held.kind === 'refresh-family');
  if (!oldest) return { refused: 'too-many-credentials' };
  return { fact: { type: 'CredentialIssued', ...command, replaces: oldest.credential } };
}

export function revokeCredential(
  account: Account,
  command: { readonly credential: CredentialId; readonly cause: string },
): Decided {
  const refused = notLiving(account);
  if (refused) return { refused };
  if (!hasCredential(account, command.credential)) {
    return { refused: 'unknown-credential', field: '/credential' };
  }
  return { fact: { type: 'CredentialRevoked', ...command } };
}

/** Why this account cannot be touched at all; suspended ones can. */
function notLiving(account: Account): DomainRefusal | undefined {
  if (isErased(account)) return 'erased';
  return account.status === 'absent' ? 'not-registered' : undefined;
}

/** Why this account's user may not act now. */
export function notActing(account: Account): DomainRefusal | undefined {
  return notLiving(account) ?? (account.status === 'suspended' ? 'suspended' : undefined);
}

/** Is this terminal enrolled? One that is not counts as absent, connected or not. */
export function hasTerminal(account: Account, terminal: TerminalId): boolean {
  return account.terminals.some((enrolled) => enrolled.terminal === terminal);
}

/** Whether this login, or what else it is, still opens anything. */
export function hasCredential(account: Account, credential: CredentialId): boolean {
  return account.credentials.some((held) => held.credential === credential);
}

/** Gone for good, whether all steps of it are through or not. */
export function isErased(account: Account): boolean {
  return account.status === 'erased' || account.status === 'erasure-completed';
}
