import { earlier } from '../periods/boundaries.js';
import { hasEnded, manualEnd, type Manual } from '../periods/manual.js';
import type { Instant, ProfileId, Stamp } from '../words.js';
import type { ProfileDocument } from './document.js';
import type { ProfileFact } from './facts.js';
import type { ProfileHead, Profiles } from './state.js';

type Uploaded = Extract<ProfileFact, { type: 'ProfileUploaded' }>;
type Listed = ProfileHead['profiles'];

/** What a fact changes but the boundaries: absent members are `undefined` here. */
interface Parts {
  readonly active: ProfileId | undefined;
  readonly manual: Manual | undefined;
  readonly profiles: Listed;
}

/** The head after one more fact: what it settled first, then its own effect. */
export function evolveProfileHead(head: ProfileHead, fact: ProfileFact, stamp: Stamp): ProfileHead {
  const settled: Parts = {
    active: head.active,
    manual: fact.passed.some((boundary) => boundary.manualEnded) ? undefined : head.manual,
    profiles: head.profiles,
  };
  const { active, manual, profiles } = applied(settled, fact, stamp);
  const boundary = earlier(fact.nextBoundary, manualEnd(manual));
  return {
    ...(active === undefined ? {} : { active }),
    ...(manual === undefined ? {} : { manual }),
    profiles,
    ...(boundary === undefined ? {} : { nextBoundary: boundary }),
  };
}

/** The whole fold: the head, the documents, and what covers as the last fact said. */
export function evolveProfiles(state: Profiles, fact: ProfileFact, stamp: Stamp): Profiles {
  return {
    ...evolveProfileHead(state, fact, stamp),
    documents: documentsAfter(state.documents, fact),
    covering: fact.covering,
  };
}

function applied(parts: Parts, fact: ProfileFact, stamp: Stamp): Parts {
  switch (fact.type) {
    case 'ProfileUploaded':
      return { ...parts, profiles: withUpload(parts.profiles, fact, stamp.revision) };
    case 'ProfileDeleted':
      return { ...parts, profiles: without(parts.profiles, fact.profile) };
    case 'ProfileActivated': {
      const { profile, mode, until = 'cleared' } = fact;
      return {
        ...parts,
        active: profile,
        manual: mode === undefined ? undefined : { mode, until },
      };
    }
    case 'ProfileDeactivated':
      return { ...parts, active: undefined, manual: undefined };
    case 'ModeActivated':
      return { ...parts, manual: { mode: fact.mode, until: fact.until } };
    case 'ModeCleared':
      return { ...parts, manual: undefined };
    case 'PeriodsChanged':
      return { ...parts, manual: stillHolds(parts.manual, fact.effectiveAt) };
  }
}

function stillHolds(manual: Manual | undefined, instant: Instant): Manual | undefined {
  return manual !== undefined && hasEnded(manual, instant) ? undefined : manual;
}

function withUpload(profiles: Listed, fact: Uploaded, version: number): Listed {
  const { profile } = fact.document;
  const uploaded = { profile, version, bytes: canonicalBytes(fact.document) };
  return [...without(profiles, profile), uploaded].sort((a, b) => (a.profile < b.profile ? -1 : 1));
}

function without(profiles: Listed, profile: ProfileId): Listed {
  return profiles.filter((listed) => listed.profile !== profile);
}

function documentsAfter(
  documents: Profiles['documents'],
  fact: ProfileFact,
): Profiles['documents'] {
  if (fact.type === 'ProfileUploaded') {
    return { ...documents, [fact.document.profile]: fact.document };
  }
  if (fact.type !== 'ProfileDeleted') return documents;
  const { [fact.profile]: _, ...left } = documents;
  return left;
}

const utf8 = new TextEncoder();

/**
 * Size of a document's canonical JSON (RFC 8785), which writes strings and integers as
 * `JSON.stringify` does and only orders members, so the order here does not matter.
 */
export function canonicalBytes(document: ProfileDocument): number {
  return utf8.encode(JSON.stringify(document)).length;
}
