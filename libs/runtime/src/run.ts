import type { Box, RunningBox } from './box.js';
import { crashAt } from './crash-at.js';
import { environment } from './environment.js';
import { BoxLog } from './log/box-log.js';
import { readSettings } from './settings/read.js';
import { startBox } from './start.js';

/** What a process that was started with an IPC channel tells its parent. */
export type ProcessMessage =
  | { readonly event: 'ready'; readonly box: string; readonly url: string }
  | { readonly event: 'failed'; readonly box: string; readonly message: string };

/**
 * Runs a box as this process until SIGTERM, SIGINT or, where it was started with an IPC channel, the
 * end of its parent. Exit code 0 after a whole stop, 1 after anything else.
 */
export async function run(box: Box): Promise<void> {
  try {
    const settings = readSettings(environment);
    const log = new BoxLog(box.name, settings.logLevel);
    endOnAccidents(log);
    surviveUnreadLogs();
    crashAt(settings.crashAt, (point) => log.warn({ event: 'crash-point', point }));
    const running = await startBox(box, settings, { log, processMetrics: true });
    stopOnSignals(running, log);
    log.announce({ event: 'ready', url: running.url });
    await tellParent({ event: 'ready', box: box.name, url: running.url });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`liaison ${box.name} cannot start: ${message}\n`);
    await tellParent({ event: 'failed', box: box.name, message });
    process.exit(1);
  }
}

/** A bug's state is unknown: the log is safe, so the process ends and its supervisor starts another. */
function endOnAccidents(log: BoxLog): void {
  const end = (kind: string) => (error: unknown) => {
    const shown = error instanceof Error ? error : new Error(String(error));
    log.fatal(`${kind}: ${shown.message}`, shown.stack);
    process.exit(1);
  };
  process.on('uncaughtException', end('uncaught exception'));
  process.on('unhandledRejection', end('unhandled rejection'));
}

/** Nobody reads the log any more, as when the parent is gone: no reason to die half-way. */
function surviveUnreadLogs(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

function stopOnSignals(running: RunningBox, log: BoxLog): void {
  let asked = false;
  const stop = (reason: string): void => {
    if (asked) process.exit(1);
    asked = true;
    log.log({ event: 'stopping', reason });
    running.stop().then(
      () => {
        log.log({ event: 'stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        log.fatal(`stopped badly: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('the process that started this one is gone'));
}

/** Resolves when it is on its way; a parent that is gone need not be told. */
function tellParent(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
