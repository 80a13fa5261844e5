import type { CallTarget } from './answer.js';
import { type CallQuestion, type Callee, callCaseOf } from './case.js';
import { callSteps } from './steps.js';

/**
 * Where an incoming call to a user goes at this instant: total and pure. No grant is needed, no user
 * is chained to another, and hiding is not refusing calls.
 */
export function callTarget(question: CallQuestion, callee: Callee): CallTarget {
  const asked = callCaseOf(question, callee);
  const rejected: CallTarget['rejected'][number][] = [];
  for (const { step, find } of callSteps) {
    const found = find(asked);
    if ('target' in found) return { ...found, step, rejected };
    rejected.push({ step, reason: found.unmet });
  }
  return { target: { none: true }, step: 7, because: 'no-step-before-applies', rejected };
}
