import type { AccountStatus } from '../account/state.js';
import type { Consent } from '../consent/state.js';
import {
  active,
  aMode,
  among,
  aProfile,
  aUser,
  available,
  everyone,
  registered,
  unknown,
} from '../given.fixture.js';
import type { Audience, Availability, ProfileDocument } from '../profile/document.js';
import type { UserFacts } from './state.js';

/** What a row says of the world; what it leaves out leads to line 8. */
export interface World {
  readonly viewerIs?: AccountStatus | 'nobody' | 'unreadable';
  readonly targetIs?: AccountStatus | 'nobody' | 'unreadable';
  readonly self?: true;
  readonly consent?: Consent;
  readonly inactive?: true;
  readonly required?: true;
  readonly audience?: Audience;
  readonly state?: Availability;
  readonly away?: true;
  /** A second mode, never a candidate: for whom, and what it says. */
  readonly spare?: { readonly audience: Audience; readonly state: Availability };
}

/** Alice, her profile `work`, and Bob; `viewer` is who looks at Alice. */
export function worldOf(world: World): {
  readonly viewer: string;
  readonly facts: (user: string) => UserFacts | undefined;
} {
  const document = profileOf(world);
  const { active: _, ...inactive } = active(document);
  const viewer = world.self ? 'alice' : 'bob';
  const alice = aUser({
    profiles: world.inactive ? inactive : active(document),
    consents: world.consent ? { [viewer]: world.consent } : {},
    ...(world.away ? { terminals: { phone: { connected: false } } } : {}),
  });
  const people = {
    ...standing('alice', world.targetIs, alice),
    ...standing('bob', world.viewerIs, aUser()),
  };
  return { viewer, facts: among(people) };
}

function profileOf(world: World): ProfileDocument {
  const { audience = everyone, state = available, spare = silent } = world;
  const office = aMode('office', 1, { audience, availability: state });
  const other = aMode('spare', 2, { audience: spare.audience, availability: spare.state });
  return aProfile([office, other], { authorisation: world.required ? 'required' : 'open' });
}

const silent: NonNullable<World['spare']> = { audience: { only: [] }, state: unknown };

function standing(
  user: string,
  is: World['viewerIs'],
  facts: UserFacts,
): Readonly<Record<string, UserFacts>> {
  if (is === 'nobody') return {};
  if (is === 'unreadable') return { [user]: { ...facts, poisoned: true } };
  return { [user]: { ...facts, account: { ...registered, status: is ?? 'registered' } } };
}

export function isRegistered(facts: UserFacts | undefined): boolean {
  return facts?.account.status === 'registered' && !facts.poisoned;
}
