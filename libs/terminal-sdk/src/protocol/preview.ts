import type { ProfileDocument } from './profile.js';
import type { Connectability, Id, Instant } from './words.js';

/** What to preview; without `from` it begins now, without `days` it tells of seven, or fewer. */
export interface PreviewParams {
  readonly profile: ProfileDocument;
  readonly viewers?: readonly Id[];
  readonly days?: number;
  readonly from?: Instant;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a draft would tell its viewers, if it were active. */
export interface Preview extends Span {
  readonly profile: Id;
  readonly zone: string;
  /** Without `days`: seven would be more than one answer tells, so `to` is earlier. */
  readonly shortened?: true;
  /** What it takes for granted. */
  readonly assumes: readonly ('terminals-connected' | 'consents-as-now' | 'nothing-by-hand')[];
  /** Which modes' rules cover which time. */
  readonly periods: readonly (Span & {
    readonly covering: readonly Id[];
    readonly overlap?: true;
    readonly hole?: true;
  })[];
  readonly clockChanges: readonly {
    readonly at: Instant;
    /** In the profile's zone: `2026-03-29`. */
    readonly date: string;
    readonly shiftMinutes: number;
  }[];
  /** Viewers who would be told the same are told of together. */
  readonly timelines: readonly {
    readonly viewers: readonly Id[];
    readonly timeline: readonly (Span & {
      readonly state: Connectability;
      readonly line: number;
      readonly mode?: Id;
    })[];
  }[];
}
