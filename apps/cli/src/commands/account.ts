import type { CommandResult } from '@liaison/contracts';
import type { Command } from 'commander';
import type { ChangeFlags } from '../changing.js';
import { exitWith } from '../failure.js';
import { type Family, repeatable } from '../family.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { type PasswordFlags, givenPassword, madePassword } from '../passwords.js';

interface CauseFlags extends ChangeFlags {
  readonly cause: string;
  readonly note?: string;
}

type Shown = CommandResult<'auth', 'user.show'>;
const CAUSE = 'operator';

/** `liaison user show|suspend|reinstate|revoke|password`: what becomes of an account. */
export function accountCommands(user: Family): void {
  user({
    name: 'show',
    about: 'one user: status, terminals and credentials',
    example: 'user show alice',
  })
    .argument('<user>', 'their id')
    .action((id: string, flags: OperatorOptions) => exitWith(() => show(id, flags)));
  judging(
    user,
    'suspend',
    'suspend a user: unknown to others, connections ended, until reinstated',
  );
  judging(user, 'reinstate', 'give a suspended user back what there was');
  revoking(user);
  const setting = user({
    name: 'password',
    about: 'give a user a new password; where none is given one is made and shown once',
    example: 'user password alice',
  })
    .argument('<user>', 'their id')
    .option('--password-stdin', 'the password is the first line of standard input')
    .option('--password <password>', 'the same, seen by who lists the processes of this machine');
  repeatable(setting).action((id: string, flags: ChangeFlags & PasswordFlags) =>
    exitWith(() => setPassword(id, flags)),
  );
}

function judging(user: Family, name: 'suspend' | 'reinstate', about: string): void {
  const cause = name === 'suspend' ? 'unpaid' : 'paid';
  const command = user({ name, about, example: `user ${name} alice --cause ${cause}` })
    .argument('<user>', 'their id')
    .option('--cause <cause>', 'a word that is no secret', CAUSE)
    .option('--note <text>', 'more about it, sealed with their key');
  repeatable(command).action((id: string, flags: CauseFlags) =>
    exitWith(() => judge(name, id, flags)),
  );
}

function revoking(user: Family): void {
  const command: Command = user({
    name: 'revoke',
    about: 'revoke credentials; whoever is connected by them is cut off',
    example: 'user revoke alice password --cause stolen',
  })
    .argument('<user>', 'their id')
    .argument('[credential]', 'one of `user show`, or `password`; all of them otherwise')
    .option('--cause <cause>', 'a word that is no secret', CAUSE);
  repeatable(command).action((id: string, credential: string | undefined, flags: CauseFlags) =>
    exitWith(() => revoke(id, credential, flags)),
  );
}

async function show(user: string, flags: OperatorOptions): Promise<void> {
  const shown = await shownUser(user, flags);
  if (flags.json === true) return printJson(shown);
  process.stdout.write(`${shown.user}  ${shown.status}  ${shown.login ?? '-'}\n\n`);
  const terminals = shown.terminals.map(({ terminal, kind }) => [terminal, 'terminal', kind]);
  const credentials = shown.credentials.map(({ credential, kind }) => [
    credential,
    'credential',
    kind,
  ]);
  printTable(['ID', 'WHAT', 'KIND'], [...terminals, ...credentials]);
}

async function shownUser(user: string, flags: OperatorOptions): Promise<Shown> {
  const result = await withOperator(flags, (operator) =>
    operator.send('auth', 'user.show', { user }),
  );
  return result as unknown as Shown;
}

function judge(verb: 'suspend' | 'reinstate', user: string, flags: CauseFlags): Promise<void> {
  const { cause, note } = flags;
  const data = { user, cause, ...(note === undefined ? {} : { note }) };
  const became = verb === 'suspend' ? 'suspended' : 'reinstated';
  return changeAccount(flags, `user.${verb}`, data, [
    `user ${user} ${became}`,
    `user ${user} was ${became} before`,
  ]);
}

async function revoke(user: string, which: string | undefined, flags: CauseFlags): Promise<void> {
  const credential = which === 'password' ? await passwordOf(user, flags) : which;
  const named = credential === undefined ? {} : { credential };
  const data = { user, cause: flags.cause, ...named };
  await changeAccount(flags, 'user.revoke', data, [
    `${which ?? 'all credentials'} of ${user} revoked`,
    `${user} has no credentials`,
  ]);
}

/** The id of a user's password; that there is none is refused as of any other credential. */
async function passwordOf(user: string, flags: OperatorOptions): Promise<string> {
  const { credentials } = await shownUser(user, flags);
  return credentials.find(({ kind }) => kind === 'password')?.credential ?? 'password';
}

async function setPassword(user: string, flags: ChangeFlags & PasswordFlags): Promise<void> {
  const chosen = await givenPassword(flags);
  const password = chosen ?? madePassword();
  const result = await withOperator(flags, (operator) =>
    operator.change('auth', 'user.set-password', { user, password }, flags.command),
  );
  const made = chosen === undefined ? { password } : {};
  if (flags.json === true) return printJson({ ...result, user, ...made });
  process.stdout.write(`user ${user} has a new password\n`);
  if (chosen === undefined) process.stdout.write(`password: ${password}  (shown this once)\n`);
}

/** Sends a change; says that it is done, or that it was so before. */
async function changeAccount(
  flags: ChangeFlags,
  verb: string,
  data: Readonly<Record<string, string>>,
  [done, held]: readonly [string, string],
): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.change('auth', verb, data, flags.command),
  );
  if (flags.json === true) return printJson(result);
  process.stdout.write(`${result['changed'] === true ? done : held}\n`);
}
