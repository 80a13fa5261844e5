import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import { INSTANT_FORM, instant } from '../instants.js';
import type { RuleFlags } from '../rules/boundaries.js';

/** `liaison rule boundaries`: when an availability rule begins and ends to cover. Asks no server. */
export function ruleCommand(parent: Command): void {
  const rule = parent
    .command('rule')
    .description('availability rules, worked out without a server');
  const boundaries = rule
    .command('boundaries')
    .description('when a rule begins and ends to cover, from one instant to before another')
    .requiredOption('--zone <zone>', 'IANA time zone of the profile')
    .requiredOption('--start <time>', 'local time to the minute at which the first period begins')
    .requiredOption('--end <time>', 'local time at which it ends')
    .option('--recur <rrule>', 'how it recurs (RFC 5545); once where there is none')
    .requiredOption('--from <instant>', `the first instant that counts: ${INSTANT_FORM}`, instant)
    .requiredOption('--to <instant>', 'the first that does not count any more', instant)
    .option('--json', 'answer as JSON');
  withExamples(boundaries, EXAMPLE).action((flags: RuleFlags, command: Command) =>
    exitWith(async () => {
      const { printBoundaries } = await import('../rules/boundaries.js');
      printBoundaries(flags, command);
    }),
  );
}

const EXAMPLE = `rule boundaries --zone Europe/Paris \\
      --start 2026-01-05T09:00 --end 2026-01-05T17:30 --recur 'FREQ=WEEKLY;BYDAY=MO,TU' \\
      --from 2026-03-23T00:00:00Z --to 2026-04-06T00:00:00Z`;
