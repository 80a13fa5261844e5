import type { TerminalKind } from '../account/facts.js';
import type { EnrolledTerminal } from '../account/state.js';
import type { TerminalId } from '../words.js';
import type { CallDestination, CallReason, CallStep } from './answer.js';
import type { CallCase } from './case.js';

/** A step that applies says where the call goes; one that does not, what stood against it. */
type Finding =
  | { readonly target: CallDestination; readonly because: CallReason }
  | { readonly unmet: CallReason };

interface Step {
  readonly step: CallStep;
  readonly find: (asked: CallCase) => Finding;
}

const nowhere: CallDestination = { none: true };

/** The rule of the call target, whole but for its end: the first step that applies wins. */
export const callSteps: readonly Step[] = [
  { step: 1, find: notForThisCaller },
  { step: 2, find: transferNumber },
  { step: 3, find: transferTerminal },
  { step: 4, find: notAvailable },
  { step: 5, find: selectedTerminal },
  { step: 6, find: anyTerminal },
];

function notForThisCaller({ standing, isBlocked }: CallCase): Finding {
  if (standing !== 'registered') return { target: nowhere, because: `user-${standing}` };
  if (isBlocked) return { target: nowhere, because: 'caller-blocked' };
  return { unmet: 'user-registered' };
}

/** Why the applicable mode decides nothing; undefined: there is one, and it says something. */
function silence({ hasProfile, mode }: CallCase): CallReason | undefined {
  if (!hasProfile) return 'no-active-profile';
  if (!mode) return 'no-applicable-mode';
  return mode.availability.state === 'unknown' ? 'state-unknown' : undefined;
}

function transferNumber(asked: CallCase): Finding {
  const unmet = silence(asked);
  if (unmet) return { unmet };
  const availability = asked.mode?.availability;
  if (availability?.state === 'transfer') {
    return { target: { number: availability.number }, because: 'state-transfer' };
  }
  return { unmet: stateOf(asked) };
}

function transferTerminal(asked: CallCase): Finding {
  const unmet = silence(asked);
  if (unmet) return { unmet };
  return terminalOf(asked, asked.mode?.transferTerminal, {
    none: 'no-transfer-terminal',
    removed: 'transfer-terminal-removed',
    away: 'transfer-terminal-not-connected',
    ready: 'transfer-terminal-connected',
  });
}

function notAvailable(asked: CallCase): Finding {
  const unmet = silence(asked);
  if (unmet) return { unmet };
  if (asked.mode?.availability.state !== 'not-available') return { unmet: stateOf(asked) };
  return { target: nowhere, because: 'state-not-available' };
}

function selectedTerminal(asked: CallCase): Finding {
  return terminalOf(asked, asked.selected, {
    none: 'no-terminal-selected',
    removed: 'selected-terminal-removed',
    away: 'selected-terminal-not-connected',
    ready: 'selected-terminal-connected',
  });
}

const ORDER: readonly TerminalKind[] = ['phone', 'softphone', 'browser'];

function anyTerminal({ ready }: CallCase): Finding {
  const [first] = ready.toSorted(
    (a, b) =>
      ORDER.indexOf(a.terminal.kind) - ORDER.indexOf(b.terminal.kind) || b.position - a.position,
  );
  if (!first) return { unmet: 'no-terminal-connected' };
  return { target: destination(first.terminal), because: 'terminal-connected' };
}

type Reasons = Readonly<Record<'none' | 'removed' | 'away' | 'ready', CallReason>>;

function terminalOf(asked: CallCase, named: TerminalId | undefined, reasons: Reasons): Finding {
  if (named === undefined) return { unmet: reasons.none };
  if (!asked.isEnrolled(named)) return { unmet: reasons.removed };
  const ready = asked.ready.find(({ terminal }) => terminal.terminal === named);
  if (!ready) return { unmet: reasons.away };
  return { target: destination(ready.terminal), because: reasons.ready };
}

function destination({ terminal, kind, number }: EnrolledTerminal): CallDestination {
  return number === undefined ? { terminal, kind } : { terminal, kind, number };
}

function stateOf({ mode }: CallCase): CallReason {
  return mode?.availability.state === 'not-available' ? 'state-not-available' : 'state-available';
}
