/** Counts are a second's. */
export interface Pace {
  readonly events: number;
  readonly handed: number;
  /** Events of `calm` that got their receipt, and what it was handed of `twins`: nobody disturbs either. */
  readonly ofCalm: number;
  readonly toCalm: number;
  readonly commands: number;
  readonly toCalmMs: string;
  readonly commandMs: string;
}

/** Milliseconds: half of all, and all but a twentieth, took at most so long. */
export function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    String(Math.round((sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN) * 10) / 10);
  return `p50 ${at(0.5)} p95 ${at(0.95)} of ${sorted.length}`;
}
