import { setTimeout } from 'node:timers/promises';

/** Resolves after the time, or at once when the signal aborts: whoever waits looks at it afterwards. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
