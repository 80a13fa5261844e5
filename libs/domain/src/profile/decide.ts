import type { EnrolledTerminal } from '../account/state.js';
import { PROFILES_MAX } from '../limits.js';
import { ruleBoundary } from '../periods/boundaries.js';
import { coveringAt, hasRules } from '../periods/covering.js';
import { manualEnd, type Manual } from '../periods/manual.js';
import { nextChange } from '../periods/next-change.js';
import { settle, type Settled } from '../periods/settle.js';
import type { Decision, Instant, ModeId, ProfileId } from '../words.js';
import type { ProfileDocument } from './document.js';
import type { ProfileFact, Settlement, Until } from './facts.js';
import { ownerFaults } from './owner-faults.js';
import type { ProfileHead } from './state.js';

type Decided = Decision<ProfileFact>;
type Refused = Extract<Decided, { refused: unknown }>;

/** What every decision on a user's profiles starts from. */
export interface ProfileContext {
  readonly head: ProfileHead;
  /** Document of the active profile; absent only when none is active. */
  readonly active?: ProfileDocument | undefined;
  readonly now: Instant;
  /** Release of the tz database at hand. */
  readonly zoneData: string;
}

/** How long a manual activation is asked to hold; absent: `next-change` where the profile has rules, else `cleared`. */
export type AskedUntil = Until | 'next-change';

/**
 * Replaces the whole document, which `validateProfile` has passed; `terminals` are the owner's
 * enrolled ones. Without `expectedVersion` the profile must be new.
 */
export function uploadProfile(
  context: ProfileContext,
  command: {
    readonly document: ProfileDocument;
    readonly expectedVersion?: number;
    readonly terminals: readonly EnrolledTerminal[];
  },
): Decided {
  const { document } = command;
  const refused = uploadRefusal(context, command);
  if (refused) return refused;
  const was = due(context);
  const { manual } = was;
  const isActive = context.head.active === document.profile;
  if (isActive && manual && !hasMode(document, manual.mode)) {
    return { refused: 'in-use', field: '/profile/modes' };
  }
  const after = isActive ? document : context.active;
  const settlement = settled(context, was, { document: after, manual });
  return { fact: { type: 'ProfileUploaded', document, ...settlement } };
}

/** The active profile cannot be deleted. */
export function deleteProfile(
  context: ProfileContext,
  command: { readonly profile: ProfileId },
): Decided {
  const { profile } = command;
  if (!listed(context.head, profile)) return unknownProfile;
  if (context.head.active === profile) return { refused: 'in-use', field: '/profile' };
  const was = due(context);
  const settlement = settled(context, was, { document: context.active, manual: was.manual });
  return { fact: { type: 'ProfileDeleted', profile, ...settlement } };
}

/** `document`: the one of the profile named, absent when there is none. */
export function activateProfile(
  context: ProfileContext,
  command: {
    readonly profile: ProfileId;
    readonly document: ProfileDocument | undefined;
    /** Activates a mode with it: one fact. */
    readonly manual?: { readonly mode: ModeId; readonly until?: AskedUntil };
  },
): Decided {
  const { profile, document } = command;
  if (!document || !listed(context.head, profile)) return unknownProfile;
  const was = due(context);
  const asked = command.manual && resolve(command.manual, document, context.now);
  if (asked && 'refused' in asked) return asked;
  const isActive = context.head.active === profile;
  if (isActive && (!asked || same(asked, was.manual))) return { unchanged: true };
  const settlement = settled(context, was, { document, manual: asked });
  const replaced = isActive ? {} : replacing(context.head);
  return { fact: { type: 'ProfileActivated', profile, ...asked, ...replaced, ...settlement } };
}

/** Deactivating a profile that is not active changes nothing. */
export function deactivateProfile(
  context: ProfileContext,
  command: { readonly profile: ProfileId },
): Decided {
  const { profile } = command;
  if (!listed(context.head, profile)) return unknownProfile;
  if (context.head.active !== profile) return { unchanged: true };
  const settlement = settled(context, due(context), {});
  return { fact: { type: 'ProfileDeactivated', profile, ...settlement } };
}

/** Activates a mode of the active profile by hand. */
export function activateMode(
  context: ProfileContext,
  command: { readonly mode: ModeId; readonly until?: AskedUntil },
): Decided {
  const active = activeOf(context);
  if (!active) return { refused: 'no-active-profile' };
  const asked = resolve(command, active.document, context.now);
  if ('refused' in asked) return asked;
  const was = due(context);
  if (same(asked, was.manual)) return { unchanged: true };
  const { profile, version } = active;
  const settlement = settled(context, was, { document: active.document, manual: asked });
  return { fact: { type: 'ModeActivated', profile, version, ...asked, ...settlement } };
}

/** Ends the manual activation; what holds then is computed, never restored. */
export function clearMode(context: ProfileContext): Decided {
  const active = activeOf(context);
  if (!active) return { refused: 'no-active-profile' };
  const was = due(context);
  const { manual } = was;
  if (!manual) return { unchanged: true };
  const { profile, version } = active;
  const settlement = settled(context, was, { document: active.document });
  return { fact: { type: 'ModeCleared', profile, version, ...manual, ...settlement } };
}

/** The owner's timer: writes the boundaries that are due, the last one as its own. */
export function changePeriods(context: ProfileContext): Decided {
  const was = due(context);
  const { passed, manual, more } = was;
  const last = passed.at(-1);
  if (!last) return { unchanged: true };
  const before = { ...was, passed: passed.slice(0, -1) };
  const settlement = settled(context, before, { document: context.active, manual });
  const left = more === undefined ? {} : { covering: last.covering, nextBoundary: more };
  return { fact: { type: 'PeriodsChanged', effectiveAt: last.at, ...settlement, ...left } };
}

/** Is more due than one fact can settle? Then the owner's timer writes first. */
export function isBehind(context: ProfileContext): boolean {
  return due(context).more !== undefined;
}

const unknownProfile = { refused: 'unknown-profile', field: '/profile' } as const;

function uploadRefusal(
  { head }: ProfileContext,
  command: Parameters<typeof uploadProfile>[1],
): Refused | undefined {
  const { document, expectedVersion, terminals } = command;
  const faults = ownerFaults(document, terminals);
  if (faults.length > 0) return { refused: 'invalid-profile', faults };
  const stored = listed(head, document.profile);
  if (stored?.version !== expectedVersion) return { refused: 'version-conflict' };
  const isFull = !stored && head.profiles.length >= PROFILES_MAX;
  return isFull ? { refused: 'too-many-profiles' } : undefined;
}

function replacing(head: ProfileHead): { readonly replaced?: ProfileId } {
  return head.active === undefined ? {} : { replaced: head.active };
}

function listed(
  head: ProfileHead,
  profile: ProfileId,
): ProfileHead['profiles'][number] | undefined {
  return head.profiles.find((stored) => stored.profile === profile);
}

function activeOf(
  context: ProfileContext,
): { profile: ProfileId; version: number; document: ProfileDocument } | undefined {
  const { head, active: document } = context;
  if (head.active === undefined || !document) return undefined;
  const stored = listed(head, head.active);
  return stored && { profile: head.active, version: stored.version, document };
}

function due(context: ProfileContext): Settled {
  return settle(context.head, context.active, context.now);
}

/** `after`: what is active once the fact is in force. */
function settled(
  { now, zoneData }: ProfileContext,
  { passed }: Pick<Settled, 'passed'>,
  after: {
    readonly document?: ProfileDocument | undefined;
    readonly manual?: Manual | undefined;
  },
): Settlement {
  const next = ruleBoundary(after.document, now);
  const end = manualEnd(after.manual);
  const isFirst = next !== undefined && (end === undefined || next < end);
  const covering = coveringAt(after.document, now);
  return { covering, passed, ...(isFirst ? { nextBoundary: next } : {}), zoneData };
}

function resolve(
  asked: { readonly mode: ModeId; readonly until?: AskedUntil },
  document: ProfileDocument,
  now: Instant,
): Manual | Refused {
  const { mode } = asked;
  if (!hasMode(document, mode)) return { refused: 'unknown-mode', field: '/mode' };
  const until = asked.until ?? (hasRules(document) ? 'next-change' : 'cleared');
  if (until === 'next-change') return { mode, until: nextChange(document, now) ?? 'cleared' };
  if (until !== 'cleared' && until <= now) return { refused: 'until-past', field: '/until' };
  return { mode, until };
}

function hasMode(document: ProfileDocument, mode: ModeId): boolean {
  return document.modes.some((candidate) => candidate.mode === mode);
}

function same(asked: Manual, held: Manual | undefined): boolean {
  return held?.mode === asked.mode && held.until === asked.until;
}
