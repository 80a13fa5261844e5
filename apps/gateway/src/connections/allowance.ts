/** How many requests a terminal may send: so many a second, and so many at once after a pause. */
export interface AllowanceLimits {
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
}

/** Time saved up to be spent on requests, as counted at an instant (monotonic milliseconds). */
export interface Allowance {
  savedMs: number;
  countedAtMs: number;
}

const SECOND_MS = 1_000;

/** What a terminal may have saved at most: a burst's worth. */
export function savedMsMax({ commandsPerSecond, commandsBurst }: AllowanceLimits): number {
  return (commandsBurst * SECOND_MS) / commandsPerSecond;
}

/** Takes one request; answers 0, or after how many milliseconds there will be one. */
export function takeOne(allowance: Allowance, nowMs: number, limits: AllowanceLimits): number {
  const costMs = SECOND_MS / limits.commandsPerSecond;
  const savedMs = allowance.savedMs + nowMs - allowance.countedAtMs;
  allowance.savedMs = Math.min(savedMsMax(limits), savedMs);
  allowance.countedAtMs = nowMs;
  if (allowance.savedMs < costMs) return Math.ceil(costMs - allowance.savedMs);
  allowance.savedMs -= costMs;
  return 0;
}

/** Whether there is one to take. */
export function wouldTake(allowance: Allowance, nowMs: number, limits: AllowanceLimits): boolean {
  return takeOne({ ...allowance }, nowMs, limits) === 0;
}
