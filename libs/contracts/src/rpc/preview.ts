import {
  CONTACTS_MAX,
  type LineNumber,
  MODES_MAX,
  PREVIEW_PERIODS_MAX,
  type Preview,
  type ProfileId,
} from '@liaison/domain';
import {
  type ObjectSchema,
  type Schema,
  anyObject,
  integer,
  list,
  object,
  pattern,
  text,
  words,
  yes,
} from '../schema/schema.js';
import { connectability, id, instant, userId } from '../schema/words.js';

/** Days a preview may tell of, and those it does where nothing is said. */
export const PREVIEW_DAYS_MAX = 31;
export const PREVIEW_DAYS = 7;
/**
 * A preview begins at most so many days before or after now: ten years, as far as a rule's UNTIL may
 * lie from its start. What it costs does not depend on it.
 */
export const PREVIEW_FAR_DAYS = 3653;
/** Viewers of one preview: the draft's contacts, and as many named ones. */
const VIEWERS_MAX = 2 * CONTACTS_MAX;
const ZONE_CHARS_MAX = 64;
const CLOCK_CHANGES_MAX = 16;
const DAY_MINUTES = 24 * 60;
const line = integer(1, 8) as Schema<LineNumber>;

/** What `profile.preview` may be told beside the draft; without `from` it begins now. */
export const previewOptions = {
  viewers: list(userId, CONTACTS_MAX),
  days: integer(1, PREVIEW_DAYS_MAX),
  from: instant,
};

const span = { from: instant, to: instant };

/** What a preview takes for granted. */
const assumption = words('terminals-connected', 'consents-as-now', 'nothing-by-hand');

export type PreviewResult = Preview & {
  readonly profile: ProfileId;
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  /** No days were asked for, and seven would be more than one answer tells: `to` is earlier. */
  readonly shortened?: true;
  readonly assumes: readonly ('terminals-connected' | 'consents-as-now' | 'nothing-by-hand')[];
};

/** What a draft would tell its viewers, if it were active. */
export const previewResult: ObjectSchema<PreviewResult> = object(
  {
    profile: id,
    zone: text(ZONE_CHARS_MAX),
    ...span,
    assumes: list(assumption, 3),
    periods: list(
      object({ ...span, covering: list(id, MODES_MAX) }, { overlap: yes, hole: yes }),
      PREVIEW_PERIODS_MAX,
    ),
    clockChanges: list(
      object({
        at: instant,
        date: pattern('^\\d{4}-\\d{2}-\\d{2}$'),
        shiftMinutes: integer(-DAY_MINUTES, DAY_MINUTES),
      }),
      CLOCK_CHANGES_MAX,
    ),
    timelines: list(
      object({
        viewers: list(userId, VIEWERS_MAX),
        timeline: list(
          object({ ...span, state: connectability, line }, { mode: id }),
          PREVIEW_PERIODS_MAX,
        ),
      }),
      VIEWERS_MAX,
    ),
  },
  { shortened: yes },
);

/** The draft is only looked at as an object: all its faults are the domain's to tell. */
export const previewOfAny = object({ profile: anyObject }, previewOptions);
