import type { CommandResult } from '@liaison/contracts';
import { type Command, Option } from 'commander';
import { type ChangeFlags, change } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, type OperatorFlags, familyOf, repeatable } from '../family.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { connectedOption, paged } from '../paging.js';
import { type TerminalFilters, viewTerminals } from './views.js';

const NETWORKS = ['websocket', 'http'];
const KINDS = ['phone', 'softphone', 'browser'];

type Listed = CommandResult<'auth', 'terminal.list'>['items'][number];

/** `liaison terminal list|remove`. */
export function terminalCommand(parent: Command, flags: OperatorFlags): void {
  const terminal = familyOf(parent.command('terminal'), 'the terminals of users', flags);
  listing(terminal);
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

function listing(terminal: Family): void {
  const command = terminal({
    name: 'list',
    about:
      "a user's terminals; of all users, or with a filter, as the rows have them (some 2 s old)",
    example: 'terminal list --network websocket',
  })
    .argument('[user]', 'their id; of all users otherwise')
    .addOption(new Option('--network <network>', 'those on this network').choices(NETWORKS))
    .addOption(new Option('--kind <kind>', 'those of this kind').choices(KINDS))
    .addOption(connectedOption('those that are connected, or those that are not'));
  paged(command).action((user: string | undefined, flags: TerminalFilters) => {
    if (user !== undefined && (flags.limit ?? flags.after) !== undefined) {
      command.error('error: --limit and --after are for the terminals of all users, not for one');
    }
    return exitWith(() =>
      user === undefined || isView(flags) ? viewTerminals(user, flags) : list(user, flags),
    );
  });
}

/** Whether more is asked than what a user has. */
function isView({ network, kind, connected, limit, after }: TerminalFilters): boolean {
  return [network, kind, connected, limit, after].some((given) => given !== undefined);
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
