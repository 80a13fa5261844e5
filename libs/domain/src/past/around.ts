import type { AccountFact } from '../account/facts.js';
import type { Account } from '../account/state.js';
import type { ConsentFact } from '../consent/facts.js';
import type { Consent } from '../consent/state.js';
import type { ProfileDocument } from '../profile/document.js';
import type { ProfileFact } from '../profile/facts.js';
import type { ProfileHead } from '../profile/state.js';
import type { TerminalFact } from '../terminal/facts.js';
import type { TerminalState } from '../terminal/state.js';
import type { FactId, ProfileId, TerminalId, UserId } from '../words.js';

/** A fact as the log has it, with the aggregate's whole state after it. */
export interface Logged<F, S> {
  readonly id: FactId;
  readonly fact: F;
  readonly head: S;
}

/**
 * One aggregate around an instant: its last fact recorded by then, and of those recorded later,
 * oldest first, all that can say something of that instant.
 */
export interface Around<F, S> {
  readonly last?: Logged<F, S>;
  readonly later: readonly Logged<F, S>[];
}

/** All of one user's log that bears on one instant. */
export interface UserAround {
  readonly account: Around<AccountFact, Account>;
  readonly profiles: Around<ProfileFact, ProfileHead>;
  /** The uploads that the head of `profiles.last` names, as far as they are asked for. */
  readonly uploads: Readonly<
    Record<ProfileId, { readonly id: FactId; readonly document: ProfileDocument }>
  >;
  readonly terminals: Readonly<Record<TerminalId, Around<TerminalFact, TerminalState>>>;
  readonly consents: Readonly<Record<UserId, Around<ConsentFact, Consent>>>;
}
