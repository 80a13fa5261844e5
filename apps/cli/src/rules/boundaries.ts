import { type Boundary, type Fault, boundariesBetween, validateProfile } from '@liaison/domain';
import type { Command } from 'commander';
import { CommandFailed } from '../failure.js';
import { printJson, printTable } from '../output.js';

/** Boundaries that are printed; who wants more asks from the last one on. */
const SHOWN_MAX = 10_000;

export interface RuleFlags {
  readonly zone: string;
  readonly start: string;
  readonly end: string;
  readonly recur?: string;
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

/** Prints when a rule begins and ends to cover; ends the process with 2 where it is none. */
export function printBoundaries(flags: RuleFlags, command: Command): void {
  const { from, to, zone, json } = flags;
  const read = validateProfile(profileOf(flags));
  if ('faults' in read) return command.error(`error: ${read.faults.map(said).join('\n')}`);
  if (to <= from) return command.error('error: --to must be later than --from');
  const found = boundariesBetween(read.document, from, to, SHOWN_MAX + 1);
  if (found.length > SHOWN_MAX) {
    throw new CommandFailed(
      `there are over ${SHOWN_MAX} boundaries`,
      'ask for less time at once',
      'too-large',
    );
  }
  const items = found.map(({ at, covers }) => ({ at, covers: covers.length > 0 }));
  if (json === true) printJson(items);
  else
    printTable(
      ['AT', `IN ${zone}`, 'COVERS'],
      items.map((item) => row(item, zone)),
    );
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
