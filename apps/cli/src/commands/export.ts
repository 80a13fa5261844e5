import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOG_STREAMS, type LogStream, type Places, readCursor } from '../export/cursor.js';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorFlags, familyOf } from '../family.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson, printTable } from '../output.js';

type UsageFlags = OperatorOptions & { readonly from?: string; readonly to?: string };

interface LogFlags extends OperatorOptions {
  readonly after?: Places;
  readonly stream?: readonly LogStream[];
  readonly max?: number;
}

const LOG_HELP = `
A line is a CloudEvent with four extensions of ours: \`stream\` and \`sequence\`, its place in the log;
\`recordedtime\`, when the log took it; \`cursor\`, from where to go on after this line. Sealed members
stay sealed. The system may run on: the export ends at what there was when it began.`;

/** `liaison export usage|log`: what a back office takes over. */
export function exportCommand(parent: Command, flags: OperatorFlags): void {
  const about = 'usage and the log, for a back office';
  const exporting = familyOf(parent.command('export'), about, flags);
  exporting({
    name: 'usage',
    about: 'per service and day: events emitted, notifications and what became of them',
    example: 'export usage --from 2026-01-01',
  })
    .addOption(new Option('--from <day>', 'the first day, UTC').argParser(day))
    .addOption(new Option('--to <day>', 'the last day, UTC').argParser(day))
    .action((options: UsageFlags) => exitWith(() => usage(options)));
  exporting({
    name: 'log',
    about: 'the log as JSON lines of CloudEvents, from a cursor on',
    example: 'export log --after FACTS:2,REGISTRY:0,EVENTS_IN:0,DELIVERY:0 --max 100',
  })
    .addOption(new Option('--after <cursor>', 'of the last line exported').argParser(cursor))
    .addOption(new Option('--stream <stream...>', 'these alone').choices(LOG_STREAMS))
    .addOption(new Option('--max <n>', 'lines at most').argParser(count))
    .addHelpText('after', LOG_HELP)
    .action((options: LogFlags) => exitWith(() => log(options)));
}

function day(text: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay) return text;
  throw new InvalidArgumentError('Give a day as 2026-01-31.');
}

function count(text: string): number {
  if (/^\d{1,12}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Give a number of lines, 1 or more.');
}

function cursor(text: string): Places {
  try {
    return readCursor(text);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new InvalidArgumentError(`${error.fix}.`);
  }
}

async function usage(flags: UsageFlags): Promise<void> {
  const { usageOf } = await import('../export/usage.js');
  const items = await withOperator(flags, ({ bus }) => usageOf(bus, flags));
  if (flags.json === true) return printJson({ items });
  const heads = ['DAY', 'SERVICE', 'EMITTED', 'MATCHED', 'REFUSED', 'USERS'];
  const rest = ['NOTIFIED', 'ACKNOWLEDGED', 'PARKED', 'REPLAYED', 'EXPIRED'];
  printTable(
    [...heads, ...rest],
    items.map((item) => [
      item.day,
      item.service,
      ...[item.emitted, item.matched, item.refused, item.users].map(String),
      ...[item.notified, item.acknowledged, item.parked, item.replayed, item.expired].map(String),
    ]),
  );
}

/** Whoever reads has read enough. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

async function log(flags: LogFlags): Promise<void> {
  const { exportLog } = await import('../export/log-export.js');
  const { after, stream, max } = flags;
  process.stdout.on('error', endWithReader);
  await withOperator(flags, ({ bus }) =>
    exportLog(
      bus,
      {
        ...(after === undefined ? {} : { after }),
        ...(stream === undefined ? {} : { streams: stream }),
        ...(max === undefined ? {} : { max }),
      },
      process.stdout,
    ),
  );
}
