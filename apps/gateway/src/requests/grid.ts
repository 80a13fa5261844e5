import { limits } from '@liaison/contracts';

/** How long to wait so that an answer comes on the grid, counted from the request's arrival. */
export function toGridMs(arrivedMs: number, nowMs: number): number {
  const grid = limits.strangerGridMs;
  const slots = Math.max(1, Math.ceil((nowMs - arrivedMs) / grid));
  return arrivedMs + slots * grid - nowMs;
}
