import { manualAt } from '../periods/manual.js';
import { coveringAt, hasRules } from '../periods/covering.js';
import type { Audience, AvailabilityMode, ProfileDocument } from '../profile/document.js';
import type { Until } from '../profile/facts.js';
import type { Profiles } from '../profile/state.js';
import { own } from '../records.js';
import type { Instant, ModeId, ProfileId, UserId } from '../words.js';

/** A mode that may be the applicable one, and why it is asked. */
export interface Candidate {
  readonly mode: AvailabilityMode;
  readonly source: 'manual' | 'rule' | 'default';
}

/** What a candidate is to one viewer: it covers them, it ends the walk, or the next one is asked. */
export type Coverage = 'covers' | 'stops' | 'next';

/** Deny wins: who is named in `except`, or not named in `only`, stops there unless told `next`. */
export function coverage(audience: Audience, viewer: UserId): Coverage {
  if ('everyone' in audience) return 'covers';
  if ('except' in audience) return audience.except.includes(viewer) ? 'stops' : 'covers';
  if (audience.only.includes(viewer)) return 'covers';
  return audience.others === 'next' ? 'next' : 'stops';
}

/**
 * The candidates of a profile in the order of the walk: the manually activated mode, the modes whose
 * rules cover, by `order`, the default mode. Of a profile that is not active: as if it became so.
 */
export function candidates(
  profiles: Profiles,
  document: ProfileDocument,
  instant: Instant,
): readonly Candidate[] {
  const isActive = profiles.active === document.profile;
  const manual = isActive ? manualIn(profiles, document, instant) : undefined;
  const covering = isActive ? profiles.covering : coveringAt(document, instant);
  const steps: Candidate[] = [];
  if (manual) add(steps, document, manual.mode, 'manual');
  for (const mode of covering) add(steps, document, mode, 'rule');
  add(steps, document, document.defaultMode, 'default');
  return steps;
}

/**
 * An end by time holds at its instant, written or not; beside rules it holds with the boundary that is
 * written, because what covers then comes with it: nobody sees one without the other.
 */
function manualIn(
  profiles: Profiles,
  document: ProfileDocument,
  instant: Instant,
): Profiles['manual'] {
  return hasRules(document) ? profiles.manual : manualAt(profiles, instant);
}

/** How the walk of one viewer went: the candidates asked before it ended, and the one that covers. */
export interface Walk {
  readonly asked: readonly { readonly candidate: Candidate; readonly coverage: Coverage }[];
  readonly applicable?: Candidate;
}

/** The first candidate that covers the viewer is applicable; one that stops them ends the walk. */
export function walk(steps: readonly Candidate[], viewer: UserId): Walk {
  const asked: { candidate: Candidate; coverage: Coverage }[] = [];
  for (const candidate of steps) {
    const answer = coverage(candidate.mode.audience, viewer);
    asked.push({ candidate, coverage: answer });
    if (answer === 'covers') return { asked, applicable: candidate };
    if (answer === 'stops') return { asked };
  }
  return { asked };
}

/** What is active, audience ignored: the first candidate of the active profile. */
export interface ActiveMode {
  readonly profile: ProfileId;
  readonly version: number;
  readonly mode: AvailabilityMode;
  readonly source: Candidate['source'];
  /** How long a manual activation holds; absent for another. */
  readonly until?: Until;
}

/** The active mode at this instant; undefined: no profile is active. */
export function activeMode(profiles: Profiles, instant: Instant): ActiveMode | undefined {
  const document = activeDocument(profiles);
  const listed = profiles.profiles.find((stored) => stored.profile === document?.profile);
  const first = document && candidates(profiles, document, instant)[0];
  if (!document || !listed || !first) return undefined;
  const { profile, version } = listed;
  const until = first.source === 'manual' ? profiles.manual?.until : undefined;
  return { profile, version, ...first, ...(until === undefined ? {} : { until }) };
}

/** The active profile's document. */
export function activeDocument(profiles: Profiles): ProfileDocument | undefined {
  return profiles.active === undefined ? undefined : own(profiles.documents, profiles.active);
}

function add(
  steps: Candidate[],
  document: ProfileDocument,
  id: ModeId,
  source: Candidate['source'],
): void {
  const mode = document.modes.find((known) => known.mode === id);
  if (mode) steps.push({ mode, source });
}
