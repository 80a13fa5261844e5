import type { CredentialId, TerminalId } from '../words.js';
import type { CredentialKind, TerminalKind } from './facts.js';

export type AccountStatus = 'absent' | 'registered' | 'suspended' | 'erased' | 'erasure-completed';

export interface EnrolledTerminal {
  readonly terminal: TerminalId;
  readonly kind: TerminalKind;
  readonly label: string;
  readonly number?: string;
}

/** The head of an account: all the next decision needs. Terminals and credentials by id, sorted. */
export interface Account {
  readonly status: AccountStatus;
  readonly terminals: readonly EnrolledTerminal[];
  readonly credentials: readonly {
    readonly credential: CredentialId;
    readonly kind: CredentialKind;
  }[];
}

export const initialAccount: Account = { status: 'absent', terminals: [], credentials: [] };
