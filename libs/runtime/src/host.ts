import type { Settings } from '@liaison/contracts';
import type { Box, BoxName, RunningBox } from './box.js';
import { environment } from './environment.js';
import { BoxLog, type LogSink } from './log/box-log.js';
import { checkTogether, readSettings } from './settings/read.js';
import { startBox } from './start.js';

export interface HostOverrides {
  /** Hold for every box, over what the environment says. */
  readonly all?: Partial<Settings>;
  /** Hold for one box, over those. */
  readonly boxes?: Readonly<Partial<Record<BoxName, Partial<Settings>>>>;
  /** Takes the log lines of all boxes; absent: standard output. */
  readonly log?: LogSink;
}

/**
 * Runs several boxes in this process, each with its own Nest context and HTTP server. They start in
 * the order given; if one fails, those before it are stopped and the failure is thrown. Signals and
 * accidents are the caller's. Throws `WrongSettings`.
 */
export async function host(
  boxes: readonly Box[],
  overrides: HostOverrides = {},
): Promise<RunningBox[]> {
  const read = { ...readSettings(environment), ...overrides.all };
  // Nest keeps one logger a process, so its lines cannot say which box they are of.
  const log = new BoxLog('host', read.logLevel, overrides.log);
  const running: RunningBox[] = [];
  try {
    for (const [index, box] of boxes.entries()) {
      const settings = { ...read, ...overrides.boxes?.[box.name] };
      checkTogether(settings);
      running.push(await startBox(box, settings, { log, processMetrics: index === 0 }));
    }
  } catch (error) {
    await stopAll(running);
    throw error;
  }
  return running;
}

/** Stops boxes, the last started first; what failed to stop is thrown after all were asked. */
export async function stopAll(running: readonly RunningBox[]): Promise<void> {
  const failures: unknown[] = [];
  for (const box of running.toReversed()) {
    await box.stop().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not every box stopped');
}
