import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Resolves after so many milliseconds, or as soon as the signal says so; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Many may wait with one signal: that is no leak.
  setMaxListeners(0, signal);
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
