import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { exitWith } from '../failure.js';
import { type OperatorFlags, familyOf, repeatable } from '../family.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface TargetFlags extends OperatorOptions {
  readonly caller?: string;
}

type Answer = CommandResult<'availability', 'call.target'>;

/** `liaison call target|select`: where an incoming call goes, and where it shall ring. */
export function callCommand(parent: Command, flags: OperatorFlags): void {
  const call = familyOf(parent.command('call'), 'where incoming calls go', flags);
  call({
    name: 'target',
    about: 'where a call to a user goes now, and why',
    example: 'call target alice --caller bob',
  })
    .argument('<user>', 'who is called')
    .option('--caller <user>', 'who calls; without, somebody unknown')
    .action((user: string, options: TargetFlags) => exitWith(() => target(user, options)));
  const selecting = call({
    name: 'select',
    about: 'select the terminal at which calls to a user shall ring',
    example: 'call select alice none',
  })
    .argument('<user>', 'who is called')
    .argument('<terminal>', 'an id of `liaison terminal list`, or none');
  repeatable(selecting).action((user: string, terminal: string, options: ChangeFlags) =>
    exitWith(() => select(user, terminal, options)),
  );
}

function select(user: string, terminal: string, flags: ChangeFlags): Promise<void> {
  const chosen = terminal === 'none' ? null : terminal;
  const done = chosen === null ? 'as the rule says' : `at ${terminal} first`;
  return change(flags, `calls to ${user} ring ${done}`, (operator) =>
    operator.change('access-monitor', 'call.select', { user, terminal: chosen }, flags.command),
  );
}

async function target(user: string, flags: TargetFlags): Promise<void> {
  const caller = flags.caller === undefined ? {} : { caller: flags.caller };
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'call.target', { user, ...caller }),
  );
  if (flags.json === true) return printJson(result);
  const answer = result as unknown as Answer;
  process.stdout.write(`a call to ${user} goes ${destination(answer.target)}\n`);
  printTable(
    ['STEP', 'TAKEN', 'BECAUSE'],
    [
      ...answer.rejected.map(({ step, reason }) => [String(step), 'no', reason]),
      [String(answer.step), 'yes', answer.because],
    ],
  );
}

function destination(to: Answer['target']): string {
  if ('terminal' in to) return `to their ${to.kind} ${to.terminal}`;
  return 'number' in to ? `to the number ${to.number}` : 'nowhere';
}
