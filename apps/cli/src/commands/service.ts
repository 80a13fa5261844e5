import type { CommandData, CommandResult } from '@liaison/contracts';
import { Argument, type Command, Option } from 'commander';
import { change } from '../changing.js';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorFlags, familyOf } from '../family.js';
import { wholeNumber } from '../flags.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';
import { connectedOption, paged } from '../paging.js';
import { allServices, describedService, openTo } from './services-shown.js';
import { type BacklogFilters, viewBacklogs } from './views.js';

const BACKLOG_MAX = 1_000_000_000;

interface ListFlags extends BacklogFilters {
  readonly by?: 'backlog';
}

interface AddFlags extends OperatorOptions {
  readonly nkey?: string;
}

interface UserFlags extends OperatorOptions {
  readonly user?: string;
}

interface KickFlags extends OperatorOptions {
  readonly connection?: string;
}

/** A command of this family: its name, what it does, and what one may type after `service`. */
type Verbs = (verb: string, about: string, example: string) => Command;
type Identity = CommandData<'auth', 'service.issue-identity'>;
/** There is one: of users whom no activation names. */
const GRANTS = ['all-users'] as const;

type Kicked = CommandResult<'service-registry', 'service.kick'>;

/** `liaison service add|list|show|open|close|grant|kick|retire`. */
export function serviceCommand(parent: Command, flags: OperatorFlags): void {
  const about = 'the services Liaison mediates between';
  const described = familyOf(parent.command('service'), about, flags);
  const family: Verbs = (name, does, example) =>
    described({ name, about: does, example: `service ${example}` });
  admission(family);
  openness(family);
  endings(family);
}

function admission(family: Verbs): void {
  family('add', 'register a service, or give it one more identity; shown once', 'add weather')
    .argument('<service>', 'its id')
    .option('--nkey <public>', 'its own public nkey (U…), in place of a secret made here')
    .action((id: string, flags: AddFlags) => exitWith(() => add(id, flags)));
  listing(family);
  family('show', 'one service: declaration, grants, connections', 'show weather')
    .argument('<service>', 'its id')
    .action((id: string, flags: OperatorOptions) => exitWith(() => describedService(id, flags)));
}

function listing(family: Verbs): void {
  const about = 'all services; by backlog: what waits for each, the longest first';
  const command = family('list', about, 'list --by backlog --min 1')
    .addOption(new Option('--by <order>', 'in another order than by id').choices(['backlog']))
    .addOption(
      new Option('--min <n>', 'those with so many waiting').argParser(
        wholeNumber('a backlog', 0, BACKLOG_MAX),
      ),
    )
    .addOption(connectedOption('those that are connected, or those that are not'));
  paged(command).action((flags: ListFlags) =>
    exitWith(() => (isView(flags) ? viewBacklogs(flags) : list(flags))),
  );
}

/** Every filter is of the view by backlog. */
function isView({ by, min, connected, limit, after }: ListFlags): boolean {
  return [by, min, connected, limit, after].some((given) => given !== undefined);
}

async function list(flags: OperatorOptions): Promise<void> {
  const items = await withOperator(flags, allServices);
  if (flags.json === true) return printJson({ items });
  printTable(
    ['SERVICE', 'STATUS', 'OPEN TO', 'CONNECTIONS'],
    items.map((item) => [item.service, item.status, openTo(item), String(item.connections)]),
  );
}

function openness(family: Verbs): void {
  family('open', 'open a service to everyone, or to one user', 'open weather --user alice')
    .argument('<service>', 'its id')
    .option('--user <user>', 'to them alone')
    .action((id: string, flags: UserFlags) => exitWith(() => open(id, flags)));
  family('close', 'close it to everyone, or to one user', 'close weather --user alice')
    .argument('<service>', 'its id')
    .option('--user <user>', 'to them alone')
    .action((id: string, flags: UserFlags) => exitWith(() => close(id, flags)));
  family('grant', 'let a service hear of, and speak of, all users', 'grant weather all-users')
    .argument('<service>', 'its id')
    .addArgument(new Argument('<grant>', 'what it is granted').choices(GRANTS))
    .action((id: string, grant: string, flags: OperatorOptions) =>
      exitWith(() =>
        change(flags, `service ${id} is granted ${grant}`, (operator) =>
          operator.change('service-registry', 'service.grant', { service: id, grant }),
        ),
      ),
    );
}

function endings(family: Verbs): void {
  family('kick', 'end the connections of a service', 'kick weather')
    .argument('<service>', 'its id')
    .option('--connection <id>', 'this one alone')
    .action((id: string, flags: KickFlags) => exitWith(() => kick(id, flags)));
  family('retire', 'retire a service, for good', 'retire weather')
    .argument('<service>', 'its id')
    .action((id: string, flags: OperatorOptions) =>
      exitWith(() =>
        change(flags, `service ${id} is retired`, (operator) =>
          operator.change('service-registry', 'service.retire', { service: id }),
        ),
      ),
    );
}

async function add(service: string, flags: AddFlags): Promise<void> {
  const wanted: Identity =
    flags.nkey === undefined
      ? { service, kind: 'secret' }
      : { service, kind: 'nkey', publicKey: flags.nkey };
  const { isNew, identity } = await withOperator(flags, async (operator) => ({
    isNew: await registered(operator, service),
    identity: await operator.change('auth', 'service.issue-identity', wanted),
  }));
  if (flags.json === true) return printJson({ service, registered: isNew, ...identity });
  process.stdout.write(
    isNew ? `service ${service} registered\n` : `service ${service} has one more identity\n`,
  );
  const { user, secret } = identity as { user: string; secret?: string };
  if (secret === undefined) return;
  process.stdout.write(`user: ${user}\nsecret: ${secret}  (shown this once)\n`);
}

/** False: it was registered before. */
async function registered(operator: Operator, service: string): Promise<boolean> {
  try {
    await operator.change('service-registry', 'service.register', { service });
    return true;
  } catch (error) {
    if (error instanceof CommandFailed && error.code === 'already-registered') return false;
    throw error;
  }
}

function open(service: string, flags: UserFlags): Promise<void> {
  const { user } = flags;
  return change(flags, `service ${service} is open to ${user ?? 'everyone'}`, (operator) =>
    user === undefined
      ? operator.change('service-registry', 'service.open', { service })
      : operator.change('access-monitor', 'service.open-to-user', { user, service }),
  );
}

function close(service: string, flags: UserFlags): Promise<void> {
  const { user } = flags;
  const left = user === undefined ? 'all but those it was opened to' : user;
  return change(flags, `service ${service} is closed to ${left}`, (operator) =>
    user === undefined
      ? operator.change('service-registry', 'service.close', { service })
      : operator.change('access-monitor', 'service.close-to-user', { user, service }),
  );
}

async function kick(service: string, flags: KickFlags): Promise<void> {
  const one = flags.connection === undefined ? {} : { connection: flags.connection };
  const result = await withOperator(flags, (operator) =>
    operator.change('service-registry', 'service.kick', { service, ...one }),
  );
  if (flags.json === true) return printJson(result);
  const { kicked } = result as unknown as Kicked;
  const which = kicked.length === 0 ? 'has no connection' : `lost ${kicked.join(', ')}`;
  process.stdout.write(`service ${service} ${which}\n`);
}
