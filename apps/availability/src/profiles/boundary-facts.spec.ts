import { JetStreamFactStore } from '@liaison/bus';
import { consentCodec, profileCodec, uuidV7 } from '@liaison/contracts';
import {
  type Decision,
  type ProfileContext,
  type ProfileFact,
  activateMode,
  activateProfile,
  initialProfiles,
  uploadProfile,
} from '@liaison/domain';
import { SystemClock } from '@liaison/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../fixtures/world.js';
import { document } from '../projections/fixtures/history.js';
import { BoundaryFacts } from './boundary-facts.js';
import { contextOf } from './uploads.js';

const HOUR_MS = 3_600_000;
const ACTIVATED = 'liaison.profile.mode-activated.v1';
const end = new Date(Date.now() + HOUR_MS).toISOString();

type Write = (owner: BoundaryFacts) => Promise<boolean>;
/** How many of these owners, asked at once, have written. */
async function written(owners: readonly BoundaryFacts[], write: Write): Promise<number> {
  return (await Promise.all(owners.map(write))).filter(Boolean).length;
}
const boundaryOf =
  (user: string): Write =>
  (owner) =>
    owner.changePeriods(user, end, initialProfiles);

describe('the facts of instants that have come', () => {
  let world: World;
  /** Two owners each: before the hour is over, and after. */
  let early: BoundaryFacts[];
  let late: BoundaryFacts[];
  beforeAll(async () => {
    world = await World.begin();
    early = [0, 0].map(ownerAt);
    late = [2, 2].map((hours) => ownerAt(hours * HOUR_MS));
  });
  afterAll(() => world.end());

  function storeOf(offsetMs: number): JetStreamFactStore {
    const { bus, ring: keys } = world;
    const clock = new SystemClock(offsetMs);
    return new JetStreamFactStore({ bus, keys, clock, app: 'availability' });
  }
  const ownerAt = (offsetMs: number) => new BoundaryFacts(storeOf(offsetMs));
  async function change(
    user: string,
    decide: (context: ProfileContext) => Decision<ProfileFact>,
    offsetMs = 0,
  ): Promise<void> {
    const aggregate = { kind: 'profile', user } as const;
    const command = uuidV7(Date.now() + offsetMs);
    const context = { command, actor: 'app/spec', correlation: 'spec' };
    await storeOf(offsetMs).execute(profileCodec, aggregate, context, async (current) =>
      decide(await contextOf(current)),
    );
  }
  /** A user who is hidden for an hour. */
  async function hidden(user: string): Promise<void> {
    await world.register(user);
    const profile = document();
    await change(user, (context) => uploadProfile(context, { document: profile, terminals: [] }));
    await change(user, (context) =>
      activateProfile(context, { profile: profile.profile, document: profile }),
    );
    await change(user, (context) => activateMode(context, { mode: 'hidden', until: end }));
  }
  it('are written by one of two who ask at once, and never again', async () => {
    const write = boundaryOf('alice');
    await hidden('alice');
    expect(await written(early, write)).toBe(0);
    expect(await written(late, write)).toBe(1);
    expect(await world.lastProfileFact('alice')).toMatchObject({ data: { effectiveAt: end } });
    expect(await written(late, write)).toBe(0);
  });

  it('are not written where another fact has settled the instant', async () => {
    await hidden('bob');
    await change('bob', (context) => activateMode(context, { mode: 'open' }), 2 * HOUR_MS);
    expect(await written(late, boundaryOf('bob'))).toBe(0);
    expect(await world.lastProfileFact('bob')).toMatchObject({ type: ACTIVATED });
  });

  it('end a grant once', async () => {
    const aggregate = { kind: 'consent', owner: 'carol', viewer: 'bob' } as const;
    await world.register('carol');
    const grant = { type: 'AuthorisationGranted', expiresAt: end } as const;
    await world.append(consentCodec, aggregate, grant);
    const { envelope } = (await world.facts.last(consentCodec, aggregate))!;
    const write: Write = (owner) => owner.expireGrant('carol', 'bob', envelope.id);
    expect(await written(early, write)).toBe(0);
    expect(await written(late, write)).toBe(1);
    expect(await written(late, write)).toBe(0);
  });
});
