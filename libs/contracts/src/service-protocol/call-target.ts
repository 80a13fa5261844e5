import type { CallReason, CallStep } from '@liaison/domain';
import { type Schema, integer, list, object, oneOf, words, yes } from '../schema/schema.js';
import { callNumber, terminalId, terminalKind } from '../schema/words.js';

const STEPS = 7;

/** Where an incoming call goes: to a number, to one of the user's terminals, nowhere. */
const destination = oneOf(
  object({ none: yes }),
  object({ number: callNumber }),
  object({ terminal: terminalId, kind: terminalKind }, { number: callNumber }),
);

const step = integer(1, STEPS) as Schema<CallStep>;

/** Each reason of the domain, none left out. */
const reasons: Readonly<Record<CallReason, true>> = {
  'user-registered': true,
  'user-not-registered': true,
  'user-suspended': true,
  'user-erased': true,
  'user-unreadable': true,
  'caller-blocked': true,
  'no-active-profile': true,
  'no-applicable-mode': true,
  'state-unknown': true,
  'state-available': true,
  'state-transfer': true,
  'state-not-available': true,
  'no-transfer-terminal': true,
  'transfer-terminal-removed': true,
  'transfer-terminal-not-connected': true,
  'transfer-terminal-connected': true,
  'no-terminal-selected': true,
  'selected-terminal-removed': true,
  'selected-terminal-not-connected': true,
  'selected-terminal-connected': true,
  'no-terminal-connected': true,
  'terminal-connected': true,
  'no-step-before-applies': true,
};

const reason = words(...(Object.keys(reasons) as CallReason[]));

/**
 * The answer to `call-target`: where the call goes, by which step of the rule, and what stood against
 * each step before. A service is told one `because` for whatever step 1 rests on.
 */
export const callTargetAnswer = object({
  target: destination,
  step,
  because: reason,
  rejected: list(object({ step, reason }), STEPS),
});
