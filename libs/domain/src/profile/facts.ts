import type { Instant, ModeId, ProfileId } from '../words.js';
import type { ProfileDocument } from './document.js';

/** How long a manual activation holds: until cleared, or until an instant (exclusive). */
export type Until = 'cleared' | Instant;

/** A boundary that was due and not yet written when the fact was decided. */
export interface PassedBoundary {
  readonly at: Instant;
  /** The modes whose rules cover from then on, by `order`. */
  readonly covering: readonly ModeId[];
  /** The manual activation ended here. */
  readonly manualEnded?: true;
}

/** Every profile fact settles what was due before its own effect. */
export interface Settlement {
  /** Modes of the active profile whose rules cover the fact's own instant, by `order`. */
  readonly covering: readonly ModeId[];
  /** Oldest first. */
  readonly passed: readonly PassedBoundary[];
  /**
   * When the active profile's rules change next what covers, as predicted; absent: never, or not
   * before the manual activation ends.
   */
  readonly nextBoundary?: Instant;
  /** Release of the tz database the prediction was made with. */
  readonly zoneData: string;
}

/** What availability records of one user's profiles and of what is active (`profile.<user>`). */
export type ProfileFact = Settlement &
  (
    | { readonly type: 'ProfileUploaded'; readonly document: ProfileDocument }
    | { readonly type: 'ProfileDeleted'; readonly profile: ProfileId }
    | {
        readonly type: 'ProfileActivated';
        readonly profile: ProfileId;
        readonly mode?: ModeId;
        readonly until?: Until;
        /** The profile that was active before. */
        readonly replaced?: ProfileId;
      }
    | { readonly type: 'ProfileDeactivated'; readonly profile: ProfileId }
    | {
        readonly type: 'ModeActivated';
        readonly profile: ProfileId;
        readonly version: number;
        readonly mode: ModeId;
        readonly until: Until;
      }
    | {
        readonly type: 'ModeCleared';
        readonly profile: ProfileId;
        readonly version: number;
        readonly mode: ModeId;
        readonly until: Until;
      }
    | { readonly type: 'PeriodsChanged'; readonly effectiveAt: Instant }
  );
