import type { Command } from 'commander';
import { exitWith } from '../failure.js';

/** Flags of `liaison dev`. */
export interface DevFlags {
  readonly data: string;
  readonly port: string;
  readonly example: boolean;
  readonly processes?: true;
  readonly seconds?: string;
  readonly json?: true;
  readonly ics?: string;
  readonly sync: 'default' | 'always';
}

/** `liaison dev`: the whole of Liaison on this machine, with an example to watch. */
export function devCommand(parent: Command): void {
  parent
    .command('dev')
    .description('run all of Liaison here, with example users and terminals')
    .option('--data <folder>', 'where everything is kept', '.liaison/data')
    .option('--port <port>', 'port for terminals; 0: any free one', '0')
    .option('--no-example', 'without the example')
    .option('--processes', 'every app as a process of its own')
    .option('--seconds <n>', 'stop by itself after so many seconds')
    .option('--json', 'print events as JSON lines')
    .option('--ics <file>', 'an iCalendar file of yours for the example to follow')
    .option('--sync <when>', 'default, or always: fsync before every acknowledgement', 'default')
    .action((flags: DevFlags) =>
      exitWith(async () => {
        const { develop } = await import('../dev/develop.js');
        await develop(flags);
      }),
    );
}
