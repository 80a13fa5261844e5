import type { EnrolledTerminal } from '../account/state.js';
import { type Standing, standingOf } from '../connectability/case.js';
import type { UserFacts } from '../connectability/state.js';
import { activeDocument, candidates, walk } from '../connectability/walk.js';
import type { AvailabilityMode } from '../profile/document.js';
import { own } from '../records.js';
import type { Instant, TerminalId, UserId } from '../words.js';

/**
 * Who calls, and when. A caller who is not said, or is no registered user of this server, is foreign:
 * covered by `everyone` alone.
 */
export interface CallQuestion {
  readonly caller?: { readonly user: UserId; readonly isRegistered: boolean };
  readonly instant: Instant;
}

/** All that is known of whom is called; undefined facts: nothing. */
export interface Callee {
  readonly facts: UserFacts | undefined;
  /** The terminal they selected for incoming calls, if they did. */
  readonly selected?: TerminalId;
  /** Where in the log each terminal's last fact lies: the latest connected has the highest. */
  readonly positions: Readonly<Record<TerminalId, number>>;
}

/** A terminal that is the user's and connected, and where in the log it connected. */
export interface Ready {
  readonly terminal: EnrolledTerminal;
  readonly position: number;
}

/** Everything the steps look at. */
export interface CallCase {
  readonly standing: Standing;
  readonly isBlocked: boolean;
  readonly hasProfile: boolean;
  readonly mode: AvailabilityMode | undefined;
  readonly selected: TerminalId | undefined;
  readonly isEnrolled: (terminal: TerminalId) => boolean;
  readonly ready: readonly Ready[];
}

export function callCaseOf(question: CallQuestion, callee: Callee): CallCase {
  const { facts, selected } = callee;
  const document = facts && activeDocument(facts.profiles);
  return {
    standing: standingOf(facts),
    isBlocked: facts !== undefined && isBlocked(facts, question.caller?.user),
    hasProfile: document !== undefined,
    mode: facts && applicableMode(facts, question),
    selected,
    isEnrolled: (terminal) => enrolledOf(facts).some((one) => one.terminal === terminal),
    ready: readyOf(callee),
  };
}

/** A foreign caller walks past every candidate that is not for everyone. */
function applicableMode(
  facts: UserFacts,
  { caller, instant }: CallQuestion,
): AvailabilityMode | undefined {
  const document = activeDocument(facts.profiles);
  if (!document) return undefined;
  const steps = candidates(facts.profiles, document, instant);
  if (caller?.isRegistered) return walk(steps, caller.user).applicable?.mode;
  return steps.find(({ mode }) => 'everyone' in mode.audience)?.mode;
}

function isBlocked(facts: UserFacts, caller: UserId | undefined): boolean {
  return caller !== undefined && own(facts.consents, caller)?.blocked !== undefined;
}

function enrolledOf(facts: UserFacts | undefined): readonly EnrolledTerminal[] {
  return facts?.account.terminals ?? [];
}

/** A terminal that is not enrolled (any more) counts as absent. */
function readyOf({ facts, positions }: Callee): readonly Ready[] {
  return enrolledOf(facts)
    .filter(({ terminal }) => facts !== undefined && own(facts.terminals, terminal)?.connected)
    .map((terminal) => ({ terminal, position: own(positions, terminal.terminal) ?? 0 }));
}
