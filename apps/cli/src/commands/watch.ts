import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { withExamples } from '../examples.js';
import type { OperatorFlags } from '../family.js';
import { secondsOption } from '../flags.js';
import type { MonitorEvent } from '../monitor/monitor-event.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson } from '../output.js';
import { whenAskedToStop } from '../signals.js';

interface WatchFlags extends OperatorOptions {
  readonly seconds?: number;
}

/** `liaison watch`: facts, events of services and connectability as they pass. */
export function watchCommand(parent: Command, flags: OperatorFlags): void {
  const watching = flags(parent.command('watch'))
    .argument('[user]', 'only what concerns this user')
    .description('follow facts, events of services and what viewers are told, as they happen')
    .addOption(secondsOption('stop by itself after so many seconds'));
  withExamples(watching, 'watch alice --seconds 5').action(
    (user: string | undefined, options: WatchFlags) => exitWith(() => watch(user, options)),
  );
}

async function watch(user: string | undefined, flags: WatchFlags): Promise<void> {
  const [{ Monitor }, { eventLine }] = await Promise.all([
    import('../monitor/monitor.js'),
    import('../monitor/event-line.js'),
  ]);
  await withOperator(flags, async (operator) => {
    const monitor = new Monitor(operator.bus, (event) => {
      if (user !== undefined && !concerns(event, user)) return;
      if (flags.json === true) printJson(event);
      else process.stdout.write(`${eventLine(event)}\n`);
    });
    await monitor.start();
    await whenAskedToStop(flags.seconds);
    monitor.stop();
  });
}

/** Whether something happened to a user, was done by them, or is told to or about them. */
function concerns(event: MonitorEvent, user: string): boolean {
  if (event.event === 'connectability') return event.viewer === user || event.user === user;
  if (event.event === 'service-event') return event.user === user;
  return event.subject.split('.').includes(user) || event.actor.split('/').includes(user);
}
