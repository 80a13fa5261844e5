import type { FactId, Instant, ModeId, ProfileId, UserId } from '../words.js';
import type { Candidate } from './walk.js';
import type { Connectability, UserFacts } from './state.js';

/** The lines of the rule of connectability; the first that applies wins. */
export type LineNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What a line asks for; a line that won met it, one that did not lacks it. */
export type Condition =
  | 'viewer-not-registered'
  | 'viewer-suspended'
  | 'viewer-erased'
  | 'viewer-unreadable'
  | 'target-not-registered'
  | 'target-suspended'
  | 'target-erased'
  | 'target-unreadable'
  | 'viewer-is-target'
  | 'viewer-blocked'
  | 'no-active-profile'
  | 'authorisation-required'
  | 'no-grant-in-force'
  | 'no-applicable-mode'
  | 'state-unknown'
  | 'state-transfer'
  | 'state-not-available'
  | 'no-terminal-connected'
  | 'no-line-before-applies';

/** What a candidate that is not the applicable mode lacks. */
export type CandidateCondition =
  | 'named-in-only'
  | 'not-named-in-except'
  /** The walk had ended before it. */
  | 'reached';

/** What is asked: who looks at whom, when, and, for `if it were active`, at which profile. */
export interface Question {
  readonly viewer: UserId;
  readonly target: UserId;
  readonly instant: Instant;
  readonly profile?: ProfileId;
}

/** How the question gets the facts of the two users; undefined: nothing is known of one. */
export type FactsOf = (user: UserId) => UserFacts | undefined;

/** Why a viewer is told what they are told. For owners and operators only. */
export interface Explanation {
  readonly state: Connectability;
  /** The line that won, and the condition it met. */
  readonly line: LineNumber;
  readonly because: Condition;
  /** Line 2 decides as one of the lines 5 to 8 would. */
  readonly as?: LineNumber;
  /** Line 4: is the viewer named or included by a mode that says anything? */
  readonly reached?: boolean;
  /** The profile looked at, and the mode that decided, where one did. */
  readonly profile?: ProfileId;
  readonly mode?: ModeId;
  /** Each line that did not win, with the first condition it lacked; `reached`: an earlier one won. */
  readonly lines: readonly { readonly line: LineNumber; readonly unmet: Condition | 'reached' }[];
  /** The candidates, in order: the applicable mode, and of each other the condition it lacked. */
  readonly candidates: readonly (
    | { readonly mode: ModeId; readonly source: Candidate['source']; readonly applies: true }
    | {
        readonly mode: ModeId;
        readonly source: Candidate['source'];
        readonly applies: false;
        readonly unmet: CandidateCondition;
      }
  )[];
  /** Ids of the facts used, where the caller gave them (`UserFacts.sources`). */
  readonly facts: readonly FactId[];
}
