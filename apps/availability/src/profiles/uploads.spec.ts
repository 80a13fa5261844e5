import { profileCodec, uuidV7 } from '@liaison/contracts';
import {
  type Decision,
  type ProfileContext,
  type ProfileDocument,
  type ProfileFact,
  type Profiles,
  activateProfile,
  initialProfiles,
  uploadProfile,
} from '@liaison/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { World } from '../fixtures/world.js';
import { document } from '../projections/fixtures/history.js';
import { contextOf } from './uploads.js';

const aggregate = { kind: 'profile', user: 'alice' } as const;

describe('what a decision on profiles starts from', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
  });
  afterAll(() => world.end());

  const change = (decide: (context: ProfileContext) => Decision<ProfileFact>, held?: Profiles) =>
    world.facts.execute(
      profileCodec,
      aggregate,
      { command: uuidV7(Date.now()), actor: 'app/availability', correlation: 'spec' },
      async (current) => decide(await contextOf(current, held)),
    );
  const upload = (label: string, before?: { readonly expectedVersion: number }) =>
    change((context) =>
      uploadProfile(context, { document: document({ label }), terminals: [], ...before }),
    );

  /** The active document as it is decided by, where these profiles are held already. */
  const decidedBy = async (held: Profiles): Promise<ProfileDocument | undefined> => {
    let decided: ProfileDocument | undefined;
    await change(({ active }) => {
      decided = active;
      return { unchanged: true };
    }, held);
    return decided;
  };

  it('is the document that is held, in the version that the log names, and no older one', async () => {
    await world.register(aggregate.user);
    await upload('first');
    const { profile } = document();
    await change((context) => activateProfile(context, { profile, document: document() }));
    const first = (await world.facts.last(profileCodec, aggregate))!.head;
    const mine = document({ label: 'first' });
    const held = { ...first, documents: { [profile]: mine }, covering: [] };
    expect(await decidedBy(held)).toBe(mine);
    await upload('second', { expectedVersion: first.profiles[0]!.version });
    expect(await decidedBy(held)).toMatchObject({ label: 'second' });
    expect(await decidedBy(initialProfiles)).toMatchObject({ label: 'second' });
  });
});
