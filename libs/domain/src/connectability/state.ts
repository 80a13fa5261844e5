import type { Account } from '../account/state.js';
import type { Consent } from '../consent/state.js';
import type { Audience } from '../profile/document.js';
import type { Profiles } from '../profile/state.js';
import type { TerminalState } from '../terminal/state.js';
import type { FactId, ProfileId, TerminalId, UserId } from '../words.js';

/** What a viewer is told (claim 4). */
export type Connectability =
  | 'connectable'
  | 'not-connectable'
  | 'subject-to-authorisation'
  | 'in-transfer'
  | 'unknown';

/** All the folded facts of one user; `poisoned`: a fact of theirs could not be folded (shown `unknown`). */
export interface UserFacts {
  readonly account: Account;
  readonly profiles: Profiles;
  readonly terminals: Readonly<Record<TerminalId, TerminalState>>;
  /** Their consents as owner, by viewer. */
  readonly consents: Readonly<Record<UserId, Consent>>;
  readonly poisoned?: true;
  /** Where given, an explanation names the facts it used. */
  readonly sources?: FactSources;
}

/** Ids of the last fact of each aggregate of one user, and of the upload of each profile. */
export interface FactSources {
  readonly account?: FactId;
  readonly profiles?: FactId;
  readonly uploads?: Readonly<Record<ProfileId, FactId>>;
  readonly terminals?: Readonly<Record<TerminalId, FactId>>;
  readonly consents?: Readonly<Record<UserId, FactId>>;
}

/** One candidate of the walk, reduced to what it tells whom it covers. */
export interface Step {
  readonly tells: Exclude<Connectability, 'subject-to-authorisation'>;
  readonly audience: Audience;
}

/**
 * All a gateway needs to compute any viewer's view of one user: ids and states only, no name of a
 * mode, no number. Arrays of ids sorted. Canonical JSON of it is the body of STATE.
 */
export interface StateDocument {
  /** `gone`: suspended, erased, poisoned; then nothing else is set. */
  readonly status: 'registered' | 'gone';
  /** No active profile: absent, and so are `walk`, `grants`, `reach`. */
  readonly authorisation?: 'open' | 'required';
  readonly blocked?: readonly UserId[];
  /** Viewers with a grant in force; only when `authorisation` is `required`. */
  readonly grants?: readonly UserId[];
  /** Whom any mode with a state other than `unknown` names or includes; only when `required`. */
  readonly reach?: { readonly only: readonly UserId[] } | { readonly except: readonly UserId[] };
  /** Candidates in order, those behind an `everyone` dropped. */
  readonly walk?: readonly Step[];
  /** What the owner is told about themselves (line 2). */
  readonly own?: Exclude<Connectability, 'subject-to-authorisation'>;
}
