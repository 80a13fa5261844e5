import { initialAccount, type Account } from './account/state.js';
import type { UserFacts } from './connectability/state.js';
import type { Consent } from './consent/state.js';
import type {
  Audience,
  Availability,
  AvailabilityMode,
  ProfileDocument,
} from './profile/document.js';
import type { ProfileHead, Profiles } from './profile/state.js';
import type { TerminalState } from './terminal/state.js';
import type { Instant, ModeId, Stamp, UserId } from './words.js';

/* What specs start from: people, their terminals and profiles, at a fixed instant. */

export const NOON: Instant = '2026-03-02T12:00:00.000Z';
export const ONE: Instant = '2026-03-02T13:00:00.000Z';
export const TWO: Instant = '2026-03-02T14:00:00.000Z';

export function stamp(revision = 1, time = NOON): Stamp {
  return { id: `fact-${revision}`, time, revision };
}

export const available: Availability = { state: 'available' };
export const notAvailable: Availability = { state: 'not-available' };
export const transfer: Availability = { state: 'transfer', number: '+33140000000' };
export const unknown: Availability = { state: 'unknown' };

export const everyone: Audience = { everyone: true };

/** A mode for everyone, available, unless it is said otherwise. */
export function aMode(
  mode: ModeId,
  order: number,
  parts: Partial<AvailabilityMode> = {},
): AvailabilityMode {
  const usual = { availability: available, audience: everyone, notification: 'immediate' } as const;
  return { mode, order, ...usual, ...parts };
}

/** A profile whose first mode is its default, unless it is said otherwise. */
export function aProfile(
  modes: readonly AvailabilityMode[],
  parts: Partial<ProfileDocument> = {},
): ProfileDocument {
  return {
    profile: 'work',
    label: 'At work',
    zone: 'Europe/Paris',
    contacts: [],
    authorisation: 'open',
    defaultMode: modes[0]?.mode ?? '',
    modes,
    ...parts,
  };
}

/** The profiles of a user who has this one active. */
export function active(
  document: ProfileDocument,
  parts: Partial<Pick<Profiles, 'manual' | 'covering'>> = {},
): Profiles {
  return {
    active: document.profile,
    profiles: [listed(document)],
    documents: { [document.profile]: document },
    covering: [],
    ...parts,
  };
}

export function listed(document: ProfileDocument, version = 1): ProfileHead['profiles'][number] {
  return { profile: document.profile, version, bytes: 300 };
}

export const registered: Account = {
  ...initialAccount,
  status: 'registered',
  terminals: [{ terminal: 'phone', kind: 'phone', label: 'Phone' }],
};

export const connected: TerminalState = {
  connected: true,
  connection: 'c1',
  gateway: 'g1',
  network: 'websocket',
};

/** A registered user with one phone, connected, and no profile. */
export function aUser(parts: Partial<UserFacts> = {}): UserFacts {
  return {
    account: registered,
    profiles: { profiles: [], documents: {}, covering: [] },
    terminals: { phone: connected },
    consents: {},
    ...parts,
  };
}

/** Everybody's facts, by user; nobody else exists. */
export function among(
  people: Readonly<Record<UserId, UserFacts>>,
): (user: UserId) => UserFacts | undefined {
  return (user) => (Object.hasOwn(people, user) ? people[user] : undefined);
}

export const granted: Consent = { grant: { at: NOON } };
export const blocked: Consent = { blocked: { at: NOON } };
