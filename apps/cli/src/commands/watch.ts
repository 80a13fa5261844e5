import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { eventLine } from '../monitor/event-line.js';
import { Monitor } from '../monitor/monitor.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson } from '../output.js';
import { whenAskedToStop } from '../signals.js';

interface WatchFlags extends OperatorOptions {
  readonly seconds?: string;
}

/** `liaison watch`: facts and connectability as they pass. */
export function watchCommand(parent: Command, data: (command: Command) => Command): void {
  data(parent.command('watch').argument('[user]', 'only what concerns this user'))
    .description('follow facts and what viewers are told, as they happen')
    .option('--seconds <n>', 'stop by itself after so many seconds')
    .action((user: string | undefined, flags: WatchFlags) => exitWith(() => watch(user, flags)));
}

async function watch(user: string | undefined, flags: WatchFlags): Promise<void> {
  const seconds = flags.seconds === undefined ? undefined : Number(flags.seconds);
  await withOperator(flags, async (operator) => {
    const monitor = new Monitor(operator.bus, (event) => {
      if (user !== undefined && !JSON.stringify(event).includes(user)) return;
      if (flags.json === true) printJson(event);
      else process.stdout.write(`${eventLine(event)}\n`);
    });
    await monitor.start();
    await whenAskedToStop(seconds);
    monitor.stop();
  });
}
