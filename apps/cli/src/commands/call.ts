import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface TargetFlags extends OperatorOptions {
  readonly caller?: string;
}

type Answer = CommandResult<'availability', 'call.target'>;

/** `liaison call target`: where an incoming call goes, and what stood against each step before. */
export function callCommand(parent: Command, data: (command: Command) => Command): void {
  const call = parent.command('call').description('where incoming calls go');
  data(call.command('target').argument('<user>', 'who is called'))
    .description('where a call to a user goes now, and why')
    .option('--caller <user>', 'who calls; without, somebody unknown')
    .addHelpText('after', '\nExample:\n  $ npx liaison call target alice --caller bob')
    .action((user: string, flags: TargetFlags) => exitWith(() => target(user, flags)));
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
