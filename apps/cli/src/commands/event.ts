import { type Command, InvalidArgumentError, Option } from 'commander';
import { exitWith } from '../failure.js';
import { type OperatorFlags, familyOf } from '../family.js';
import { wholeNumber } from '../flags.js';
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
export function eventCommand(parent: Command, flags: OperatorFlags): void {
  const event = familyOf(parent.command('event'), 'what services send', flags);
  event({
    name: 'log',
    about: 'the last events of services: what became of each, and who was notified',
    example: 'event log --service calendar --max 5',
  })
    .addOption(new Option('--service <service>', 'of this sender alone').argParser(serviceId))
    .addOption(
      new Option('--max <n>', 'so many')
        .default(SHOWN)
        .argParser(wholeNumber('a number', 1, SHOWN_MAX)),
    )
    .action((options: LogFlags) => exitWith(() => log(options)));
}

function serviceId(text: string): string {
  if (SERVICE.test(text)) return text;
  throw new InvalidArgumentError('Give the id of a service: letters, digits, - and _.');
}

async function log(flags: LogFlags): Promise<void> {
  const { eventLog } = await import('../events/event-log.js');
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
