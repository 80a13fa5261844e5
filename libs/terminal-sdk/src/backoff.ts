/** Shortest and longest span that a wait is drawn from. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the nth try (0, 1, 2…): anything up to a span that doubles, so that many
 * terminals do not come back at once ("full jitter"); on top of `leastMs`, which the server may have
 * named. `random` gives 0 to 1, 1 excluded.
 */
export function waitMs(attempt: number, random: () => number, leastMs = 0): number {
  const spanMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return Math.round(leastMs + random() * spanMs);
}
