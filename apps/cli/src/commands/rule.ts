import { type Boundary, type Fault, boundariesBetween, validateProfile } from '@liaison/domain';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandFailed, exitWith } from '../failure.js';
import { printJson, printTable } from '../output.js';

/** Boundaries that are printed; who wants more asks from the last one on. */
const SHOWN_MAX = 10_000;

interface RuleFlags {
  readonly zone: string;
  readonly start: string;
  readonly end: string;
  readonly recur?: string;
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

/** `liaison rule boundaries`: when an availability rule begins and ends to cover. Asks no server. */
export function ruleCommand(parent: Command): void {
  const rule = parent
    .command('rule')
    .description('availability rules, worked out without a server');
  rule
    .command('boundaries')
    .description('when a rule begins and ends to cover, from one instant to before another')
    .requiredOption('--zone <zone>', 'IANA time zone of the profile')
    .requiredOption('--start <time>', 'local time to the minute at which the first period begins')
    .requiredOption('--end <time>', 'local time at which it ends')
    .option('--recur <rrule>', 'how it recurs (RFC 5545); once where there is none')
    .requiredOption('--from <instant>', 'the first instant that counts', instant)
    .requiredOption('--to <instant>', 'the first that does not count any more', instant)
    .option('--json', 'answer as JSON')
    .addHelpText('after', EXAMPLE)
    .action((flags: RuleFlags, command: Command) => exitWith(() => boundaries(flags, command)));
}

const EXAMPLE = `
Example:
  $ npx liaison rule boundaries --zone Europe/Paris \
      --start 2026-01-05T09:00 --end 2026-01-05T17:30 --recur 'FREQ=WEEKLY;BYDAY=MO,TU' \
      --from 2026-03-23T00:00:00Z --to 2026-04-06T00:00:00Z`;

/** RFC 3339 in UTC, or with an offset. */
function instant(text: string): string {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
  const ms = form.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new InvalidArgumentError('Give an instant, as 2026-01-05T08:00:00Z.');
}

function boundaries(flags: RuleFlags, command: Command): Promise<void> {
  const { from, to, zone, json } = flags;
  const read = validateProfile(profileOf(flags));
  if ('faults' in read) return command.error(`error: ${read.faults.map(said).join('\n')}`);
  if (to <= from) return command.error('error: --to must be later than --from');
  const found = boundariesBetween(read.document, from, to, SHOWN_MAX + 1);
  if (found.length > SHOWN_MAX) {
    throw new CommandFailed(`there are over ${SHOWN_MAX} boundaries`, 'ask for less time at once');
  }
  const items = found.map(({ at, covers }) => ({ at, covers: covers.length > 0 }));
  if (json === true) printJson(items);
  else
    printTable(
      ['AT', `IN ${zone}`, 'COVERS'],
      items.map((item) => row(item, zone)),
    );
  return Promise.resolve();
}

function row({ at, covers }: { at: Boundary['at']; covers: boolean }, zone: string): string[] {
  const local = new Date(at).toLocaleString('sv-SE', { timeZone: zone });
  return [at, local, covers ? 'from then on' : 'no more'];
}

/** A profile with this rule alone, as it would be uploaded. */
function profileOf({ zone, start, end, recur }: RuleFlags): object {
  const rule = { start, end, ...(recur === undefined ? {} : { recur }) };
  const usual = { availability: { state: 'available' }, audience: { everyone: true } };
  const mode = { mode: 'covered', order: 1, ...usual, notification: 'immediate', rules: [rule] };
  const owned = { contacts: [], authorisation: 'open', defaultMode: 'covered', modes: [mode] };
  return { profile: 'rule', label: 'rule', zone, ...owned };
}

/** The last member of the pointer is the flag's name. */
function said({ field, message }: Fault): string {
  return `--${field.split('/').at(-1) ?? ''} ${message}`;
}
