import type { TerminalKind } from '../account/facts.js';
import type { AccountStatus } from '../account/state.js';
import {
  active,
  aMode,
  aProfile,
  aUser,
  available,
  blocked,
  connected,
  everyone,
  NOON,
  registered,
} from '../given.fixture.js';
import type { Audience, Availability } from '../profile/document.js';
import type { CallTarget } from './answer.js';
import { callTarget } from './call-target.js';

/** What a row says of a call to Alice; what it leaves out leads to her phone by step 6. */
export interface Call {
  readonly is?: AccountStatus | 'nobody' | 'unreadable';
  /** Bob calls unless it is said otherwise; `nobody`: it is not said who calls. */
  readonly caller?: 'nobody' | 'foreign' | 'foreign-blocked' | 'carol';
  readonly bobIsBlocked?: true;
  readonly inactive?: true;
  readonly state?: Availability;
  readonly audience?: Audience;
  /** A mode asked after the one above. */
  readonly next?: { readonly audience: Audience; readonly state: Availability };
  readonly transferTerminal?: string;
  readonly selected?: string;
  /** The terminals connected, the latest last; Alice's: desk, soft, web, and what `kinds` adds. */
  readonly connected?: readonly string[];
  readonly kinds?: Readonly<Record<string, TerminalKind>>;
}

const kinds: Readonly<Record<string, TerminalKind>> = {
  web: 'browser',
  soft: 'softphone',
  desk: 'phone',
};

/** Where this call goes. */
export function called(call: Call): CallTarget {
  const { caller, selected } = call;
  const online = call.connected ?? ['desk'];
  const facts = call.is === 'nobody' ? undefined : factsOf(call, online);
  const who = caller === 'nobody' ? {} : { caller: callerOf(caller ?? 'bob') };
  const positions = Object.fromEntries(online.map((terminal, at) => [terminal, at + 1]));
  return callTarget(
    { ...who, instant: NOON },
    { facts, positions, ...(selected === undefined ? {} : { selected }) },
  );
}

function callerOf(user: string) {
  return { user, isRegistered: !user.startsWith('foreign') };
}

function factsOf(call: Call, online: readonly string[]) {
  const status = call.is === 'nobody' || call.is === 'unreadable' ? 'registered' : call.is;
  const terminals = Object.entries({ ...kinds, ...call.kinds }).map(([terminal, kind]) => ({
    terminal,
    kind,
    label: terminal,
    ...(terminal === 'desk' ? { number: '+33155000000' } : {}),
  }));
  return aUser({
    account: { ...registered, status: status ?? 'registered', terminals },
    profiles: profilesOf(call),
    terminals: Object.fromEntries(online.map((terminal) => [terminal, connected])),
    consents: { 'foreign-blocked': blocked, ...(call.bobIsBlocked ? { bob: blocked } : {}) },
    ...(call.is === 'unreadable' ? { poisoned: true } : {}),
  });
}

function profilesOf({ state = available, audience = everyone, ...call }: Call) {
  const { transferTerminal, next } = call;
  const first = aMode('first', 1, {
    audience,
    availability: state,
    ...(transferTerminal === undefined ? {} : { transferTerminal }),
  });
  const second = next && aMode('second', 2, { audience: next.audience, availability: next.state });
  const document = aProfile(second ? [first, second] : [first], {
    defaultMode: second ? 'second' : 'first',
  });
  const profiles = active(document, { covering: ['first'] });
  const { active: _, ...inactive } = profiles;
  return call.inactive ? inactive : profiles;
}
