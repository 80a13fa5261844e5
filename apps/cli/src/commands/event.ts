import { type Command, InvalidArgumentError, Option } from 'commander';
import { eventLog } from '../events/event-log.js';
import { exitWith } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

interface LogFlags extends OperatorOptions {
  readonly service?: string;
  readonly max: number;
}

const SHOWN = 20;
const SHOWN_MAX = 10_000;
const SERVICE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** `liaison event log`: events of services, what became of each, and who was notified. */
export function eventCommand(parent: Command, data: (command: Command) => Command): void {
  const event = parent.command('event').description('what services send');
  data(event.command('log'))
    .description('the last events of services: what became of each, and who was notified')
    .addOption(new Option('--service <service>', 'of this sender alone').argParser(serviceId))
    .addOption(new Option('--max <n>', 'so many').default(SHOWN).argParser(count))
    .addHelpText('after', '\nExample:\n  $ npx liaison event log --service calendar --max 5')
    .action((flags: LogFlags) => exitWith(() => log(flags)));
}

function serviceId(text: string): string {
  if (SERVICE.test(text)) return text;
  throw new InvalidArgumentError('Give the id of a service: letters, digits, - and _.');
}

function count(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= SHOWN_MAX) return Number(text);
  throw new InvalidArgumentError(`Give a number from 1 to ${SHOWN_MAX}.`);
}

async function log(flags: LogFlags): Promise<void> {
  const items = await withOperator(flags, ({ bus }) => eventLog(bus, flags));
  if (flags.json === true) return printJson({ items });
  printTable(
    ['TIME', 'SENDER', 'TYPE', 'ABOUT', 'OUTCOME', 'NOTIFIED', 'CHAIN'],
    items.map((item) => [
      item.at,
      item.service,
      item.type,
      item.user ?? '-',
      item.outcome,
      item.receivers.join(', ') || '-',
      item.correlation ?? '-',
    ]),
  );
}
