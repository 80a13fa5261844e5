import { type Uploaded, hasRules, nextChange } from './document.js';
import type { Stage } from './stage.js';
import { type Step, rolled } from './step.js';

const HOUR_MS = 3_600_000;
/** Beyond what a preview looks at, and before any rule begins or ends. */
const FAR_MS = 72 * HOUR_MS;
const MINUTE_MS = 60_000;
/** Ends while the run goes on: long enough for a command to arrive before. */
const SOON_MS = 900;

/** How long something is asked to hold, and what that comes to. */
export interface Asked {
  readonly until?: string;
  /** Absent: it is over before it begins. */
  readonly resolved?: string;
  /** It ends while the run goes on. */
  readonly isSoon?: true;
}

/** An instant of the run's far future, one of a few; of its past; or soon. */
export function instantOf(stage: Stage, step: Step, die: number): Asked {
  const roll = rolled(step, die, 20);
  if (roll < 2) {
    return { until: new Date(stage.began - HOUR_MS).toISOString() };
  }
  if (roll < 9 && stage.isCalm) {
    const until = new Date(Date.now() + SOON_MS).toISOString();
    return { until, resolved: until, isSoon: true };
  }
  const until = new Date(stage.began + FAR_MS + (roll % 3) * MINUTE_MS).toISOString();
  return { until, resolved: until };
}

/** One of the forms of `until`: none, `cleared`, `next-change`, an instant. */
export function untilOf(stage: Stage, step: Step, document: Uploaded | undefined): Asked {
  const form = rolled(step, 5, 5);
  if (form === 4) return instantOf(stage, step, 6);
  const change = document && (nextChange(document, Date.now()) ?? 'cleared');
  if (form === 3) return { until: 'next-change', resolved: change ?? 'cleared' };
  if (form === 2) return { until: 'cleared', resolved: 'cleared' };
  const isByRules = document !== undefined && hasRules(document);
  return { resolved: isByRules ? (change ?? 'cleared') : 'cleared' };
}
