/**
 * Moments after which another process must be able to go on: a fact is about to be appended, is
 * stored and not yet answered, rows are about to be stored, are stored and not their checkpoint, STATE is about to be written;
 * of events: before their match is stored, after it, between the copies it names, after the last; of a
 * copy that is parked, replayed or expired: it is kept for that and not recorded, it is recorded and not
 * carried out; of a restore: a stream is there, and not yet the next; keys are put back.
 */
export const crashPoints = [
  'before-append',
  'after-append',
  'before-save',
  'after-save',
  'before-state',
  'before-matched',
  'after-matched',
  'between-copies',
  'after-copies',
  'before-ending',
  'after-ending',
  'after-stream',
  'after-keys',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

let told: ((point: CrashPoint) => void) | undefined;

/** Says that this process is at such a moment; nothing happens but where a test wants it dead there. */
export function crashPoint(point: CrashPoint): void {
  told?.(point);
}

/** Takes what `crashPoint` says from now on: one listener a process, since it is the process that dies. */
export function onCrashPoint(listener: ((point: CrashPoint) => void) | undefined): void {
  told = listener;
}
