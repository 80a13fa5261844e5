import { until } from '@liaison/bus/fixtures';
import { type JsonObject, profileCodec, terminalCodec, uuidV7 } from '@liaison/contracts';
import { uploadProfile } from '@liaison/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contextOf } from './profiles/uploads.js';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const MINUTE_MS = 60_000;
const user = 'alice';
const local = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const profile = { kind: 'profile', user } as const;
const terminal = { kind: 'terminal', user, terminal: 'phone' } as const;

describe('a boundary that the owner’s timer writes late', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
  });
  afterAll(() => world.end());

  it('C3.4 is carried by an edit before it, was true, and activates nothing any more', async () => {
    const nineMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    const before = () => uuidV7(nineMs - MINUTE_MS);
    const [open, hidden] = document().modes;
    const rules = [{ start: local(nineMs), end: local(nineMs + 60 * MINUTE_MS) }];
    const office = document({
      zone: 'UTC',
      defaultMode: 'hidden',
      modes: [{ ...open!, rules }, hidden!],
    });
    // The owner's clock says half a minute to nine, and it stops before it is nine.
    const early = await world.start('early', nineMs - MINUTE_MS / 2 - Date.now());
    await world.register(user);
    await world.told(
      'profile.upload',
      { user, profile: office as unknown as JsonObject },
      before(),
    );
    await world.told('profile.activate', { user, profile: 'work' }, before());
    await world.connect(user);
    await early.stop();
    world.boxes = [];
    const at = (await world.facts.last(terminalCodec, terminal))!.recorded;
    await until('that millisecond is over', () => new Date().toISOString() > at);
    const edited = document({ zone: 'UTC', defaultMode: 'hidden', modes: [hidden!] });
    const edit = await world.facts.execute(
      profileCodec,
      profile,
      { command: uuidV7(Date.now()), actor: 'user/alice/phone', correlation: 'edit' },
      async (current) =>
        uploadProfile(await contextOf(current), {
          document: edited,
          expectedVersion: 1,
          terminals: [],
        }),
    );
    if (!('accepted' in edit)) throw new Error(JSON.stringify(edit));
    const nine = new Date(nineMs).toISOString();
    expect(edit.accepted.fact).toMatchObject({
      passed: [{ at: nine, covering: ['open'] }],
      covering: [],
    });
    await world.start('late');
    await world.stateAt(user, edit.accepted.sequence);
    const asked = (past: string) => world.told('explain', { user, viewer: 'bob', past, at });
    expect(await asked('true')).toMatchObject({ state: 'connectable', mode: 'open' });
    expect(await asked('held')).toMatchObject({ state: 'unknown', mode: 'hidden' });
    expect(await world.told('explain', { user, viewer: 'bob' })).toMatchObject({ mode: 'hidden' });
    await world.told('mode.activate', { user, mode: 'hidden' });
    const { revision } = edit.accepted.envelope;
    expect(await world.lastProfileFact(user)).toMatchObject({ revision: revision + 1 });
  });
});
