import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { exitWith } from '../failure.js';
import { type OperatorFlags, familyOf, repeatable } from '../family.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

type Listed = CommandResult<'auth', 'terminal.list'>['items'][number];

/** `liaison terminal list|remove`. */
export function terminalCommand(parent: Command, flags: OperatorFlags): void {
  const terminal = familyOf(parent.command('terminal'), 'the terminals of a user', flags);
  terminal({
    name: 'list',
    about: "a user's terminals, connected or not",
    example: 'terminal list alice',
  })
    .argument('<user>', 'their id')
    .action((user: string, options: OperatorOptions) => exitWith(() => list(user, options)));
  const removing = terminal({
    name: 'remove',
    about: 'remove a terminal: it is disconnected, and cannot connect again',
    example: 'terminal remove alice TERMINAL',
  })
    .argument('<user>', 'their id')
    .argument('<terminal>', 'an id of `liaison terminal list`');
  repeatable(removing).action((user: string, id: string, options: ChangeFlags) =>
    exitWith(() =>
      change(options, `terminal ${id} of ${user} is removed`, (operator) =>
        operator.change('auth', 'terminal.remove', { user, terminal: id }, options.command),
      ),
    ),
  );
}

async function list(user: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('auth', 'terminal.list', { user }),
  );
  if (flags.json === true) return printJson(result);
  const items = result['items'] as unknown as readonly Listed[];
  printTable(
    ['TERMINAL', 'KIND', 'LABEL', 'CONNECTED', 'NETWORK'],
    items.map((item) => [
      item.terminal,
      item.kind,
      item.label,
      item.connected ? 'yes' : 'no',
      item.network ?? '-',
    ]),
  );
}
