/** Shortest and longest span that a wait is drawn from. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const DOUBLINGS_MAX = 16;

/**
 * How long to wait before the nth try (0, 1, 2…): anything up to a span that doubles, so that many
 * services do not come back at once ("full jitter"); on top of `leastMs`, which Liaison may have named.
 */
export function waitMs(attempt: number, random: () => number, leastMs = 0): number {
  const spanMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, DOUBLINGS_MAX));
  return Math.round(leastMs + random() * spanMs);
}
