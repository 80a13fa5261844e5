import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface ListedTerminal {
  readonly terminal: string;
  readonly kind: string;
  readonly label: string;
  readonly connected: boolean;
  readonly network?: string;
}

/** `liaison terminal list`. */
export function terminalCommand(parent: Command, data: (command: Command) => Command): void {
  const terminal = parent.command('terminal').description('the terminals of a user');
  data(terminal.command('list').argument('<user>', 'their id'))
    .description("a user's terminals, connected or not")
    .action((user: string, flags: OperatorOptions) => exitWith(() => list(user, flags)));
}

async function list(user: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('auth', 'terminal.list', { user }),
  );
  if (flags.json === true) return printJson(result);
  const items = result['items'] as unknown as readonly ListedTerminal[];
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
