import { setTimeout as pause } from 'node:timers/promises';
import { limits } from '@liaison/contracts';

/** How long to wait so that an answer comes on the grid, counted from the request's arrival. */
export function toGridMs(arrivedMs: number, nowMs: number): number {
  const grid = limits.strangerGridMs;
  const slots = Math.max(1, Math.ceil((nowMs - arrivedMs) / grid));
  return arrivedMs + slots * grid - nowMs;
}

/** Resolves on the next line of the grid, never before it. Both instants by `performance.now`. */
export async function onGrid(arrivedMs: number): Promise<void> {
  const nowMs = performance.now();
  const lineMs = nowMs + toGridMs(arrivedMs, nowMs);
  // A timer counts whole milliseconds from where its turn of the loop began: it may end early.
  for (let leftMs = lineMs - nowMs; leftMs > 0; leftMs = lineMs - performance.now()) {
    await pause(Math.ceil(leftMs));
  }
}
