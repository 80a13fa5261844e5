import type { Stamp } from '../words.js';
import type { AccountFact } from './facts.js';
import type { Account, EnrolledTerminal } from './state.js';

type Issued = Extract<AccountFact, { type: 'CredentialIssued' }>;
type Enrolled = Extract<AccountFact, { type: 'TerminalEnrolled' }>;

/** The account after one more fact. Nothing of an erased user is kept. */
export function evolveAccount(account: Account, fact: AccountFact, _stamp: Stamp): Account {
  switch (fact.type) {
    case 'UserRegistered':
    case 'UserReinstated':
      return { ...account, status: 'registered' };
    case 'UserSuspended':
      return { ...account, status: 'suspended' };
    case 'UserErased':
      return { status: 'erased', terminals: [], credentials: [] };
    case 'UserErasureCompleted':
      return { status: 'erasure-completed', terminals: [], credentials: [] };
    case 'TerminalEnrolled':
      return { ...account, terminals: withTerminal(account, fact) };
    case 'TerminalRemoved':
      return { ...account, terminals: withoutTerminal(account, fact.terminal) };
    case 'CredentialIssued':
      return { ...account, credentials: withCredential(account, fact) };
    case 'CredentialRevoked':
      return { ...account, credentials: withoutCredential(account, fact.credential) };
  }
}

function withTerminal(account: Account, fact: Enrolled): readonly EnrolledTerminal[] {
  const { type: _, ...enrolled } = fact;
  const others = withoutTerminal(account, fact.terminal);
  return [...others, enrolled].sort((a, b) => (a.terminal < b.terminal ? -1 : 1));
}

function withoutTerminal(account: Account, terminal: string): readonly EnrolledTerminal[] {
  return account.terminals.filter((enrolled) => enrolled.terminal !== terminal);
}

function withCredential(account: Account, fact: Issued): Account['credentials'] {
  const kept = account.credentials.filter(
    (held) => held.credential !== fact.credential && held.credential !== fact.replaces,
  );
  const issued = { credential: fact.credential, kind: fact.kind };
  return [...kept, issued].sort((a, b) => (a.credential < b.credential ? -1 : 1));
}

function withoutCredential(account: Account, credential: string): Account['credentials'] {
  return account.credentials.filter((held) => held.credential !== credential);
}
