import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface AddFlags extends OperatorOptions {
  readonly name?: string;
  readonly password?: string;
  readonly id?: string;
  readonly command?: string;
}

interface ListedUser {
  readonly user: string;
  readonly status: string;
  readonly login?: string;
  readonly displayName?: string;
  readonly terminals: number;
}

const PASSWORD_BYTES = 15;
/** Of 200 users each. */
const PAGES_MAX = 100_000;

/** `liaison user add|list|erase`. */
export function userCommand(parent: Command, data: (command: Command) => Command): void {
  const user = parent.command('user').description('the people Liaison serves');
  data(user.command('add').argument('<login>', 'what they log in with'))
    .description('register a user; without --password one is made and shown once')
    .option('--name <name>', 'how others see them (the login otherwise)')
    .option('--password <password>', 'their first password')
    .option('--id <id>', 'an id of your own choice (not in production)')
    .option('--command <uuid>', 'repeat a command whose outcome is unknown')
    .action((login: string, flags: AddFlags) => exitWith(() => add(login, flags)));
  data(user.command('list'))
    .description('all users')
    .action((flags: OperatorOptions) => exitWith(() => list(flags)));
  data(user.command('erase').argument('<user>', 'their id'))
    .description('erase a user: what was sealed for them can never be read again')
    .option('--command <uuid>', 'repeat a command whose outcome is unknown')
    .action((id: string, flags: AddFlags) => exitWith(() => erase(id, flags)));
}

async function add(login: string, flags: AddFlags): Promise<void> {
  const made = flags.password === undefined;
  const password = flags.password ?? randomBytes(PASSWORD_BYTES).toString('base64url');
  const displayName = flags.name ?? login;
  const given = flags.id === undefined ? {} : { user: flags.id };
  const result = await withOperator(flags, (operator) =>
    operator.change('auth', 'user.add', { login, displayName, password, ...given }, flags.command),
  );
  const answer = { ...result, login, ...(made ? { password } : {}) };
  if (flags.json === true) return printJson(answer);
  process.stdout.write(`user ${result['user'] as string} registered, login ${login}\n`);
  if (made) process.stdout.write(`password: ${password}  (shown this once)\n`);
}

async function list(flags: OperatorOptions): Promise<void> {
  const items = await withOperator(flags, allUsers);
  if (flags.json === true) return printJson({ items });
  printTable(
    ['USER', 'STATUS', 'LOGIN', 'NAME', 'TERMINALS'],
    items.map((item) => [
      item.user,
      item.status,
      item.login ?? '-',
      item.displayName ?? '-',
      String(item.terminals),
    ]),
  );
}

/** Page after page, until there is no next one. */
async function allUsers(operator: Operator): Promise<readonly ListedUser[]> {
  const items: ListedUser[] = [];
  for (let page = 0, after: string | undefined; page < PAGES_MAX; page++) {
    const from = after === undefined ? {} : { after };
    const result = await operator.send('auth', 'user.list', from);
    items.push(...(result['items'] as unknown as readonly ListedUser[]));
    after = result['next'] as string | undefined;
    if (after === undefined) return items;
  }
  return items;
}

async function erase(user: string, flags: AddFlags): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.change('auth', 'user.erase', { user }, flags.command),
  );
  if (flags.json === true) return printJson(result);
  process.stdout.write(`user ${user} erased\n`);
}
