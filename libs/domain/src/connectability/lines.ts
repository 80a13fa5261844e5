import type { AvailabilityMode } from '../profile/document.js';
import type { UserId } from '../words.js';
import type { Case } from './case.js';
import type { Condition, LineNumber } from './explanation.js';
import { reachOf, reaches } from './reach.js';
import type { Connectability } from './state.js';

/** A line that applies says what the viewer is told; one that does not, what it lacks. */
export type Answer =
  | {
      readonly state: Connectability;
      readonly because: Condition;
      readonly as?: LineNumber;
      readonly reached?: boolean;
    }
  | { readonly unmet: Condition };

export interface Line {
  readonly line: LineNumber;
  readonly answer: (asked: Case, viewer: UserId) => Answer;
}

/** The lines that look at one mode, the applicable or, for oneself, the active one. */
const modeLines = [
  { line: 5, answer: noMode },
  { line: 6, answer: transfer },
  { line: 7, answer: notReachable },
  { line: 8, answer: otherwise },
] as const;

/** The rule of connectability, whole: the first line that applies wins. */
export const lines: readonly Line[] = [
  { line: 1, answer: notRegistered },
  { line: 2, answer: oneself },
  { line: 3, answer: noSight },
  { line: 4, answer: authorisation },
  ...modeLines.map(({ line, answer }) => ({
    line,
    answer: (asked: Case) => answer(asked, asked.walk.applicable?.mode),
  })),
];

function notRegistered(asked: Case): Answer {
  if (asked.viewer !== 'registered') return { state: 'unknown', because: `viewer-${asked.viewer}` };
  if (asked.target !== 'registered') return { state: 'unknown', because: `target-${asked.target}` };
  return { unmet: 'viewer-not-registered' };
}

function oneself(asked: Case): Answer {
  if (!asked.isOneself) return { unmet: 'viewer-is-target' };
  if (!asked.document) return { state: 'unknown', because: 'no-active-profile' };
  return decideAs(asked, asked.candidates[0]?.mode);
}

function decideAs(asked: Case, mode: AvailabilityMode | undefined): Answer {
  for (const { line, answer } of modeLines) {
    const found = answer(asked, mode);
    if ('state' in found) return { ...found, as: line };
  }
  return { unmet: 'viewer-is-target' };
}

function noSight(asked: Case): Answer {
  if (asked.isBlocked) return { state: 'unknown', because: 'viewer-blocked' };
  if (!asked.document) return { state: 'unknown', because: 'no-active-profile' };
  return { unmet: 'viewer-blocked' };
}

function authorisation(asked: Case, viewer: UserId): Answer {
  const document = asked.document;
  if (document?.authorisation !== 'required') return { unmet: 'authorisation-required' };
  if (asked.isGranted) return { unmet: 'no-grant-in-force' };
  const reached = reaches(reachOf(document), viewer);
  const state = reached ? 'subject-to-authorisation' : 'unknown';
  return { state, because: 'no-grant-in-force', reached };
}

function noMode(_asked: Case, mode: AvailabilityMode | undefined): Answer {
  if (!mode) return { state: 'unknown', because: 'no-applicable-mode' };
  if (mode.availability.state === 'unknown') return { state: 'unknown', because: 'state-unknown' };
  return { unmet: 'no-applicable-mode' };
}

function transfer(_asked: Case, mode: AvailabilityMode | undefined): Answer {
  if (mode?.availability.state !== 'transfer') return { unmet: 'state-transfer' };
  return { state: 'in-transfer', because: 'state-transfer' };
}

function notReachable(asked: Case, mode: AvailabilityMode | undefined): Answer {
  if (mode?.availability.state === 'not-available') {
    return { state: 'not-connectable', because: 'state-not-available' };
  }
  if (!asked.isConnected) return { state: 'not-connectable', because: 'no-terminal-connected' };
  return { unmet: 'state-not-available' };
}

function otherwise(): Answer {
  return { state: 'connectable', because: 'no-line-before-applies' };
}
