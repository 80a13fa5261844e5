import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { type JsonObject, type SelfDocument, uuidV7 } from '@liaison/contracts';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const upload = (user: string, changes = {}): JsonObject => ({
  user,
  profile: document(changes) as unknown as JsonObject,
});

describe('availability', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
  }, 30_000);
  afterAll(() => world.end());

  /** A user with an active profile and a connected terminal; answers the last fact's sequence. */
  async function present(user: string, changes = {}): Promise<number> {
    await world.register(user);
    await world.told('profile.upload', upload(user, changes));
    await world.told('profile.activate', { user, profile: 'work' });
    return world.connect(user);
  }

  const see = (target: string): Promise<unknown> => world.connectability('alice', target);

  describe('profiles', () => {
    it('C1.6 are given back equal to what was uploaded, and listed', async () => {
      await world.register('alice');
      const result = await world.told('profile.upload', upload('alice'));
      expect(result).toEqual({ profile: 'work', version: 1 });
      expect(await world.told('profile.get', { user: 'alice', profile: 'work' })).toEqual({
        profile: document(),
        version: 1,
      });
      const listed = { profile: 'work', label: document().label, version: 1, active: false };
      expect(await world.told('profile.list', { user: 'alice' })).toEqual({ items: [listed] });
    });

    it('are refused with every fault, and without a version where there is one', async () => {
      const reply = await world.ask('profile.upload', upload('alice', { zone: 'Mars', modes: [] }));
      expect(reply).toMatchObject({ refused: { code: 'invalid-profile' } });
      expect('refused' in reply && reply.refused.faults!.length).toBeGreaterThan(1);
      expect(await world.refused('profile.upload', upload('alice'))).toBe('version-conflict');
    });

    it('cannot name a terminal that is not enrolled, nor be uploaded by nobody', async () => {
      const modes = document().modes.map((mode) => ({ ...mode, transferTerminal: 'car' }));
      const named = upload('alice', { profile: 'named', modes });
      expect(await world.refused('profile.upload', named)).toBe('invalid-profile');
      expect(await world.refused('profile.upload', upload('nobody'))).toBe('not-registered');
      expect(await world.state('nobody')).toBeUndefined();
    });

    it('repeated under the same command, get the same answer and no second fact', async () => {
      const command = uuidV7(Date.now());
      const data = upload('alice', { profile: 'again' });
      const first = await world.ask('profile.upload', data, command);
      expect(await world.ask('profile.upload', data, command)).toEqual(first);
      expect(await world.told('profile.delete', { user: 'alice', profile: 'again' })).toEqual({
        changed: true,
      });
    });

    it('C1.8 change nothing when a profile or mode is unknown, or it is not time yet', async () => {
      const user = 'alice';
      const refused = world.refused.bind(world);
      expect(await refused('mode.activate', { user, mode: 'hidden' })).toBe('no-active-profile');
      expect(await refused('profile.activate', { user, profile: 'no' })).toBe('unknown-profile');
      await world.told('profile.activate', { user, profile: 'work' });
      expect(await world.told('profile.activate', { user, profile: 'work' })).toEqual({
        changed: false,
      });
      expect(await refused('mode.activate', { user, mode: 'no' })).toBe('unknown-mode');
      const mode = 'hidden';
      const past = '2020-01-01T00:00:00.000Z';
      expect(await refused('mode.activate', { user, mode, until: past })).toBe('until-past');
      expect(await refused('profile.delete', { user, profile: 'work' })).toBe('in-use');
      expect(await refused('mode.activate', { user, mode: '' })).toBe('malformed');
    });
  });

  describe('what watchers are told', () => {
    it('follows terminals, modes and profiles; who is hidden looks like nobody', async () => {
      const sequence = await present('bob');
      await world.stateAt('bob', sequence);
      expect(await world.connectability('alice', 'bob')).toBe('connectable');
      const reply = await world.ask('mode.activate', { user: 'bob', mode: 'hidden' });
      expect(reply).toMatchObject({ accepted: { result: { changed: true } } });
      await world.stateAt('bob', 'accepted' in reply ? reply.accepted.sequence! : 0);
      expect(await world.told('connectability.get', { user: 'alice', target: 'bob' })).toEqual({
        user: 'bob',
        state: 'unknown',
      });
      expect(await world.told('connectability.get', { user: 'alice', target: 'ghost' })).toEqual({
        user: 'ghost',
        state: 'unknown',
      });
      expect(await world.told('mode.clear', { user: 'bob' })).toEqual({ changed: true });
      expect(await world.told('mode.clear', { user: 'bob' })).toEqual({ changed: false });
    });

    it('is unknown for the blocked, and as before for them when unblocked', async () => {
      await present('carol');
      await until('carol is seen', async () => (await see('carol')) === 'connectable');
      await world.told('contact.block', { user: 'carol', viewer: 'alice' });
      await until('carol is gone', async () => (await see('carol')) === 'unknown');
      expect(await world.connectability('bob', 'carol')).toBe('connectable');
      expect(await world.told('contact.block', { user: 'carol', viewer: 'alice' })).toEqual({
        changed: false,
      });
      await world.told('contact.unblock', { user: 'carol', viewer: 'alice' });
      await until('carol is back', async () => (await see('carol')) === 'connectable');
      expect(await world.refused('contact.block', { user: 'carol', viewer: 'carol' })).toBe(
        'yourself',
      );
    });

    it('is explained to its owner, whoever the viewer is', async () => {
      await world.told('contact.block', { user: 'carol', viewer: 'ghost' });
      const asked = { user: 'carol', viewer: 'ghost' };
      const explained = await world.told('explain', asked);
      expect(explained).toMatchObject({ state: 'unknown', line: 3, because: 'viewer-blocked' });
      expect((explained['facts'] as unknown[]).length).toBeGreaterThan(2);
      expect(await world.told('explain', { user: 'carol' })).toMatchObject({
        viewer: 'carol',
        state: 'connectable',
        line: 2,
        profile: 'work',
        mode: 'open',
      });
      expect(await world.refused('explain', { ...asked, profile: 'no' })).toBe('unknown-profile');
    });

    it('comes as many writes at once as there are users, each the last of its folds', async () => {
      const users = [...Array(20).keys()].map((n) => `crowd-${n}`);
      await Promise.all(users.map((user) => present(user)));
      const modes = ['hidden', 'open', 'hidden', 'open', 'hidden'];
      await Promise.all(
        users.map(async (user) => {
          for (const mode of modes) await world.told('mode.activate', { user, mode });
        }),
      );
      for (const user of users) {
        await until(`${user} is hidden`, async () => {
          return (await world.state(user))?.['own'] === 'unknown';
        });
      }
    });
  });

  describe('what a user is told about themselves', () => {
    it('is there once a fact is folded, and announced with every change', async () => {
      const told: SelfDocument[] = [];
      const heard = world.bus.nc.subscribe(world.bus.subjects.self('dora'), {
        callback: (_, message) => void told.push(message.json<SelfDocument>()),
      });
      const sequence = await present('dora');
      const first = await world.self('dora', sequence);
      expect(first.terminals).toMatchObject([{ terminal: 'phone', connection: 'c1' }]);
      expect(first.active).toMatchObject({ profile: 'work', mode: 'open' });
      await world.told('mode.activate', { user: 'dora', mode: 'hidden' });
      const last = await until('told', () => told.find(({ active }) => active?.mode === 'hidden'));
      expect(last.n).toBe(first.n + 1);
      expect(last.owner).toBe(first.owner);
      expect(last.contactsRevision).toBe(first.contactsRevision);
      expect(told.map(({ n }) => n)).toEqual(told.map((_, at) => first.n - told.length + 2 + at));
      heard.unsubscribe();
    });

    it('of somebody unknown says nothing', async () => {
      expect(await world.self('ghost')).toMatchObject({ status: 'gone', contacts: [], n: 0 });
    });

    it('counts what was not announced, so that nobody mistakes it for what they hold', async () => {
      await world.register('ed');
      const before = await world.self('ed', await world.account('ed', numbered));
      await world.told('profile.upload', upload('ed'));
      const after = await until('uploaded', async () => {
        const self = await world.self('ed');
        return self.profiles.length === 1 && self;
      });
      expect(after.n).toBe(before.n + 1);
    });

    const numbered = { type: 'TerminalRemoved', terminal: 'phone', cause: 'gone' } as const;
  });

  describe('boundaries', () => {
    it('end a mode at its instant, without anybody acting, and tell so', async () => {
      await present('fay');
      const until_ = new Date(Date.now() + 1_200).toISOString();
      await world.told('mode.activate', { user: 'fay', mode: 'hidden', until: until_ });
      await until('hidden', async () => (await world.state('fay'))?.['own'] === 'unknown');
      await until('back', async () => (await world.state('fay'))?.['own'] === 'connectable');
      const lateMs = Date.now() - Date.parse(until_);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect(lateMs).toBeLessThan(1_000);
      expect((await world.self('fay')).active).toEqual({
        profile: 'work',
        version: 1,
        mode: 'open',
        notification: 'immediate',
      });
      expect(await world.metric(world.boxes[0]!, 'liaison_boundaries_total')).toBe(1);
      expect(await world.metric(world.boxes[0]!, 'liaison_states_written_total')).toBeGreaterThan(
        2,
      );
    });
  });

  describe('erasure', () => {
    it('leaves nothing derived, and says so only then', async () => {
      const contacts = ['zed'];
      await present('gil', { contacts });
      await until('rows', async () => (await world.rowsOf('gil')) === 2);
      const atLeast = await world.account('gil', { type: 'UserErased', by: 'self' });
      await world.keys.destroyKey('gil');
      const reply = await world.bus.requests.request(
        world.bus.subjects.erasure('gil'),
        JSON.stringify({ atLeast }),
        { timeoutMs: 6_000 },
      );
      expect(reply.json()).toEqual({ done: true });
      expect(await world.state('gil')).toMatchObject({ status: 'gone' });
      expect(await world.rowsOf('gil')).toBe(0);
      expect(await world.self('gil')).toMatchObject({ status: 'gone', profiles: [] });
      expect(await world.refused('profile.upload', upload('gil'))).toBe('erased');
      expect(await world.refused('mode.activate', { user: 'gil', mode: 'open' })).toBe('erased');
    });
  });
});
