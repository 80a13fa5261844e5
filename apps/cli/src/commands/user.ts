import { type Command, Option } from 'commander';
import type { ChangeFlags } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, type OperatorFlags, familyOf, repeatable } from '../family.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { connectedOption, paged } from '../paging.js';
import { type PasswordFlags, givenPassword, madePassword } from '../passwords.js';
import { accountCommands } from './account.js';
import { importCommand } from './user-import.js';
import { type UserFilters, viewUsers } from './views.js';

interface AddFlags extends ChangeFlags, PasswordFlags {
  readonly name?: string;
  readonly id?: string;
}

interface ListedUser {
  readonly user: string;
  readonly status: string;
  readonly login?: string;
  readonly displayName?: string;
  readonly terminals: number;
}

/** What becomes of users; of those who were erased there is no row. */
const USER_STATES = ['registered', 'suspended', 'unreadable'];
/** Of 200 users each. */
const PAGES_MAX = 100_000;

/** `liaison user add|import|list|show|suspend|reinstate|revoke|password|erase`. */
export function userCommand(parent: Command, flags: OperatorFlags): void {
  const user = familyOf(parent.command('user'), 'the people Liaison serves', flags);
  const adding = user({
    name: 'add',
    about: 'register a user; where no password is given one is made and shown once',
    example: "user add erin@example.org --id erin --name 'Erin Example'",
  })
    .argument('<login>', 'what they log in with')
    .option('--name <name>', 'how others see them (the login otherwise)')
    .option('--password-stdin', 'their first password is the first line of standard input')
    .option('--password <password>', 'the same, seen by who lists the processes of this machine')
    .option('--id <id>', 'an id of your own choice (not in production)');
  repeatable(adding).action((login: string, options: AddFlags) =>
    exitWith(() => add(login, options)),
  );
  listing(user);
  importCommand(user);
  accountCommands(user);
  const erasing = user({
    name: 'erase',
    about:
      'erase a user: once their key is destroyed (where the store is away, when it is back) nothing sealed for them can be read',
    example: 'user erase erin',
  }).argument('<user>', 'their id');
  repeatable(erasing).action((id: string, options: ChangeFlags) =>
    exitWith(() => erase(id, options)),
  );
}

function listing(user: Family): void {
  const command = user({
    name: 'list',
    about: 'all users; with a filter or a limit, as their rows have them (some 2 s old)',
    example: 'user list --state registered --connected yes',
  })
    .addOption(new Option('--state <state>', 'those in this state').choices(USER_STATES))
    .addOption(connectedOption('those with a terminal connected, or those with none'));
  paged(command).action((flags: UserFilters) =>
    exitWith(() => (isView(flags) ? viewUsers(flags) : list(flags))),
  );
}

/** Whether more is asked than who there is. */
function isView({ state, connected, limit, after }: UserFilters): boolean {
  return [state, connected, limit, after].some((given) => given !== undefined);
}

async function add(login: string, flags: AddFlags): Promise<void> {
  const chosen = await givenPassword(flags);
  const made = chosen === undefined;
  const password = chosen ?? madePassword();
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

async function erase(user: string, flags: ChangeFlags): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.change('auth', 'user.erase', { user }, flags.command),
  );
  if (flags.json === true) return printJson(result);
  process.stdout.write(`user ${user} erased\n`);
}
