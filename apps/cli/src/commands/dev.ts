import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import { calendarOption, mongodbOption, portOption, secondsOption, syncOption } from '../flags.js';

/** Flags of `liaison dev`. */
export interface DevFlags {
  readonly data: string;
  readonly port: number;
  readonly example: boolean;
  readonly processes?: true;
  readonly seconds?: number;
  readonly json?: true;
  readonly ics?: string;
  readonly mongodb?: string;
  readonly sync: 'default' | 'always';
}

/** `liaison dev`: the whole of Liaison on this machine, with an example to watch. */
export function devCommand(parent: Command): void {
  const developing = parent
    .command('dev')
    .description('run all of Liaison here, with example users and terminals')
    .option('--data <folder>', 'where everything is kept', '.liaison/data')
    .addOption(portOption('port for terminals; 0: any free one'))
    .option('--no-example', 'without the example')
    .option('--processes', 'every app as a process of its own')
    .addOption(secondsOption('stop by itself so many seconds after it is ready'))
    .option('--json', 'print events as JSON lines')
    .addOption(calendarOption('an iCalendar file of yours for the example to follow'))
    .addOption(mongodbOption())
    .addOption(syncOption());
  withExamples(developing, 'dev --no-example --seconds 10').action((flags: DevFlags) =>
    exitWith(async () => {
      const { develop } = await import('../dev/develop.js');
      await develop(flags);
    }).then(endFailed),
  );
}

/** A box that failed half-way leaves lines open that would keep this process alive. */
function endFailed(): void {
  if (process.exitCode === 1) process.exit();
}
