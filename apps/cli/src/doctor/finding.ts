/** How good or bad something is: fine, worth a look, or broken. */
export type Verdict = 'OK' | 'WARN' | 'FAIL';

/** What the doctor looks at. */
export type Area =
  | 'versions'
  | 'settings'
  | 'engine'
  | 'durability'
  | 'streams'
  | 'apps'
  | 'lags'
  | 'clock'
  | 'disk'
  | 'master key'
  | 'tombstones'
  | 'store';

/** One thing the doctor found, and what to do about it where it is not fine. */
export interface Finding {
  readonly area: Area;
  readonly verdict: Verdict;
  readonly message: string;
  readonly fix?: string;
}

export const fine = (area: Area, message: string): Finding => ({ area, verdict: 'OK', message });

export const warning = (area: Area, message: string, fix: string): Finding => ({
  area,
  verdict: 'WARN',
  message,
  fix,
});

export const failure = (area: Area, message: string, fix: string): Finding => ({
  area,
  verdict: 'FAIL',
  message,
  fix,
});
