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

const reason: Schema<CallReason> = words(
  'user-registered',
  'user-not-registered',
  'user-suspended',
  'user-erased',
  'user-unreadable',
  'caller-blocked',
  'no-active-profile',
  'no-applicable-mode',
  'state-unknown',
  'state-available',
  'state-transfer',
  'state-not-available',
  'no-transfer-terminal',
  'transfer-terminal-removed',
  'transfer-terminal-not-connected',
  'transfer-terminal-connected',
  'no-terminal-selected',
  'selected-terminal-removed',
  'selected-terminal-not-connected',
  'selected-terminal-connected',
  'no-terminal-connected',
  'terminal-connected',
  'no-step-before-applies',
);

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
