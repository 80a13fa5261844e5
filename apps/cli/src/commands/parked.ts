import type { CommandResult, JsonObject, ParkedNotification } from '@liaison/contracts';
import type { ParkingCode } from '@liaison/domain';
import { type Command, Option } from 'commander';
import type { ChangeFlags } from '../changing.js';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorFlags, familyOf, repeatable } from '../family.js';
import { type Operator, type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface ListFlags extends OperatorOptions {
  readonly code?: ParkingCode;
}

interface ReplayFlags extends ListFlags, ChangeFlags {
  readonly all?: true;
}

type Page = CommandResult<'notification', 'parked.list'>;
type Shown = CommandResult<'notification', 'parked.show'>;

/** As the domain names them, which is not loaded before a command is run. */
const CODES: readonly ParkingCode[] = ['exhausted', 'terminated', 'overflow'];
/** Of 100 each. */
const PAGES_MAX = 100_000;
const BODY_INDENT = 2;

/** `liaison parked list|show|replay`: notifications that services would not, or could not, take. */
export function parkedCommand(parent: Command, flags: OperatorFlags): void {
  const about = 'notifications that services would not, or could not, take';
  const parked = familyOf(parent.command('parked'), about, flags);
  parked({
    name: 'list',
    about: 'what is parked, and why, oldest first',
    example: 'parked list radio --code terminated',
  })
    .argument('[service]', 'of this service alone')
    .addOption(codeOption())
    .action((service: string | undefined, options: ListFlags) =>
      exitWith(() => list(service, options)),
    );
  parked({
    name: 'show',
    about: 'one of them, with the event',
    example: 'parked show radio COPY',
  })
    .argument('<service>', 'whose it is')
    .argument('<copy>', 'its id, as `list` shows it')
    .action((service: string, copy: string, options: OperatorOptions) =>
      exitWith(() => show(service, copy, options)),
    );
  repeatable(
    parked({
      name: 'replay',
      about: 'hand it over once more, or all of them, in order',
      example: 'parked replay radio --all',
    }),
  )
    .argument('<service>', 'whose it is')
    .argument('[copy]', 'its id, as `list` shows it')
    .option('--all', 'all that is parked of the service')
    .addOption(codeOption())
    .action((service: string, copy: string | undefined, options: ReplayFlags) =>
      exitWith(() => replay(service, copy, options)),
    );
}

const codeOption = (): Option =>
  new Option('--code <code>', 'parked for this reason alone').choices([...CODES]);

async function list(service: string | undefined, flags: ListFlags): Promise<void> {
  const items = await withOperator(flags, (operator) => allParked(operator, service, flags.code));
  if (flags.json === true) return printJson({ items });
  printTable(
    ['PARKED AT', 'SERVICE', 'COPY', 'REASON', 'DELIVERED', 'EVENT', 'FROM'],
    items.map((item) => [
      item.at,
      item.service,
      item.copy,
      item.code,
      String(item.attempts),
      item.type,
      item.from,
    ]),
  );
}

async function show(service: string, copy: string, flags: OperatorOptions): Promise<void> {
  const result = await withOperator(flags, (operator) =>
    operator.send('notification', 'parked.show', { service, copy }),
  );
  if (flags.json === true) return printJson(result);
  const { body, ...said } = result as unknown as Shown;
  printTable(
    ['COPY', said.copy],
    [
      ['service', said.service],
      ['reason', said.code],
      ['delivered', `${said.attempts} times`],
      ['parked at', said.at],
      ['kept until', said.expires ?? '-'],
      ['event', `${said.type} from ${said.from}`],
    ],
  );
  process.stdout.write(`\n${JSON.stringify(body, undefined, BODY_INDENT)}\n`);
}

async function replay(
  service: string,
  copy: string | undefined,
  flags: ReplayFlags,
): Promise<void> {
  if ((copy === undefined) !== (flags.all === true)) {
    throw new CommandFailed(
      'it is not clear what to replay',
      `give the copy’s id, or --all: see \`npx liaison parked list ${service}\``,
    );
  }
  const replayed = await withOperator(flags, async (operator) =>
    copy === undefined
      ? replayAll(operator, service, flags.code)
      : replayOne(operator, { service, copy }, flags.command),
  );
  if (flags.json === true) return printJson({ service, replayed });
  process.stdout.write(
    `${replayed.length} of what was parked of ${service} ${replayed.length === 1 ? 'is' : 'are'} handed over once more\n`,
  );
}

async function replayOne(
  operator: Operator,
  of: JsonObject & { readonly copy: string },
  command?: string,
): Promise<readonly string[]> {
  await operator.change('notification', 'parked.replay', of, command);
  return [of.copy];
}

/** In the order they were parked; what another operator replays meanwhile is passed over. */
async function replayAll(
  operator: Operator,
  service: string,
  code: ParkingCode | undefined,
): Promise<readonly string[]> {
  const replayed: string[] = [];
  for (const { copy } of await allParked(operator, service, code)) {
    try {
      await replayOne(operator, { service, copy });
      replayed.push(copy);
    } catch (error) {
      const isOver = error instanceof CommandFailed && isNoMore(error.code);
      if (!isOver) throw error;
    }
  }
  return replayed;
}

const isNoMore = (code: string | undefined): boolean => code === 'not-parked' || code === 'settled';

/** Page after page, until there is no next one. */
async function allParked(
  operator: Operator,
  service: string | undefined,
  code: ParkingCode | undefined,
): Promise<readonly ParkedNotification[]> {
  const items: ParkedNotification[] = [];
  const of = service === undefined ? {} : { service };
  for (let page = 0, after: string | undefined; page < PAGES_MAX; page++) {
    const from = after === undefined ? of : { ...of, after };
    const answer = await operator.send('notification', 'parked.list', from);
    const { items: more, next } = answer as unknown as Page;
    items.push(...more.filter((one) => code === undefined || one.code === code));
    after = next;
    if (after === undefined) break;
  }
  return items;
}
