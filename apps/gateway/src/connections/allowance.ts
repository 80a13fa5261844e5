/** How many requests a terminal may send: so many a second, and so many at once after a pause. */
export interface AllowanceLimits {
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
}

/** What is left of it, as counted at an instant (monotonic milliseconds). */
export interface Allowance {
  left: number;
  countedAtMs: number;
}

const SECOND_MS = 1_000;

/** Takes one request; answers 0, or after how many milliseconds there will be one. */
export function takeOne(allowance: Allowance, nowMs: number, limits: AllowanceLimits): number {
  const { commandsPerSecond, commandsBurst } = limits;
  const gained = ((nowMs - allowance.countedAtMs) * commandsPerSecond) / SECOND_MS;
  allowance.left = Math.min(commandsBurst, allowance.left + gained);
  allowance.countedAtMs = nowMs;
  if (allowance.left < 1) {
    return Math.max(1, Math.ceil(((1 - allowance.left) * SECOND_MS) / commandsPerSecond));
  }
  allowance.left--;
  return 0;
}
