import { COUNTED_DAYS_MAX, PROFILE_TIMES_MAX } from '../limits.js';
import type { AvailabilityRule } from '../profile/document.js';
import { timesADay } from './day-filter.js';
import { readRecurrence } from './recurrence.js';
import { RulePeriods } from './rule-periods.js';

/** Counts the work that the rules of one profile make, in steps and never by a clock. */
export class Work {
  /** Days looked at so far to find where COUNTs end. */
  countedDays = 0;
  private times = 0;

  /** Why a rule which `ruleFaults` has passed is one too many, after those before it. */
  add(rule: AvailabilityRule, zone: string): string | undefined {
    if (rule.recur === undefined) return undefined;
    const read = readRecurrence(rule.recur);
    if ('wrong' in read) return undefined;
    this.times += timesADay(read.rule);
    if (this.times > PROFILE_TIMES_MAX) {
      return `is one too many: together the rules may begin ${PROFILE_TIMES_MAX} periods in a day`;
    }
    if (!read.rule.parts.has('COUNT')) return undefined;
    if (this.countedDays <= COUNTED_DAYS_MAX) {
      this.countedDays += new RulePeriods(rule, zone).steps;
    }
    if (this.countedDays <= COUNTED_DAYS_MAX) return undefined;
    return `takes too long to count: over ${COUNTED_DAYS_MAX} days, with the rules before it`;
  }
}
