import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CommandResult, JsonObject } from '@liaison/contracts';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

type Users = CommandResult<'availability', 'view.users'>;
type Terminals = CommandResult<'availability', 'view.terminals'>;

const PEOPLE = ['bob', 'Bo', 'alice', 'bob-2', 'carol', 'dave', 'erin', 'frank', 'grace'];
const IN_ORDER = PEOPLE.toSorted();

const ids = ({ items }: Users): string[] => items.map(({ user }) => user);

/** Rows of nine users in four partitions; some connected, one suspended, one erased, one unreadable. */
describe('what operators look at over the rows', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.begin();
    await world.start('one');
    for (const user of PEOPLE) await world.register(user);
    await world.connect('alice');
    await world.connect('bob-2', 'c2');
    await world.account('carol', { type: 'UserSuspended', cause: 'unpaid' });
    await world.account('dave', { type: 'UserErased', by: 'self' });
    // An id that nobody has is asked for authorisation: it has a row, and is no user.
    await world.told('authorisation.ask', { user: 'alice', target: 'nobody' });
    const broken = await broke('grace');
    await Promise.all([...PEOPLE, 'nobody'].map((user) => world.stored(user, 1)));
    await world.stored('grace', broken);
    for (const user of PEOPLE) await world.stored(user, await lastOf(user));
  }, 60_000);
  afterAll(() => world.end());

  async function lastOf(user: string): Promise<number> {
    const { subjects, jsm } = world.bus;
    const filter = { last_by_subj: subjects.factsOf(subjects.partitionOf(user)) };
    return (await jsm.streams.getMessage('FACTS', filter))!.seq;
  }
  async function broke(user: string): Promise<number> {
    await world.told('profile.upload', { user, profile: document() as unknown as JsonObject });
    await world.breakLastProfileFact(user);
    return lastOf(user);
  }
  const users = async (data: JsonObject): Promise<Users> =>
    (await world.operator('view.users', data)) as unknown as Users;
  const terminals = async (data: JsonObject): Promise<Terminals> =>
    (await world.operator('view.terminals', data)) as unknown as Terminals;

  it('are users by id, as their rows say; the erased have none, and nobody is no user', async () => {
    const left = IN_ORDER.filter((user) => user !== 'dave');
    const all = await users({});
    expect(all.next).toBeUndefined();
    expect(ids(all)).toEqual(left);
    const said = Object.fromEntries(all.items.map(({ user, ...rest }) => [user, rest]));
    expect(said['alice']).toEqual({ state: 'registered', terminals: 1, connected: 1 });
    expect(said['erin']).toEqual({ state: 'registered', terminals: 1, connected: 0 });
    expect(said['carol']).toEqual({ state: 'suspended', terminals: 1, connected: 0 });
    // Their facts could not be folded: what the row says may be long over, so it is not said.
    expect(said['grace']).toEqual({ state: 'unreadable' });
  });

  it('are users in a state, with a terminal connected or with none', async () => {
    expect(ids(await users({ state: 'suspended' }))).toEqual(['carol']);
    expect(ids(await users({ state: 'unreadable' }))).toEqual(['grace']);
    expect(ids(await users({ connected: true }))).toEqual(['alice', 'bob-2']);
    const away = ['Bo', 'bob', 'carol', 'erin', 'frank'];
    expect(ids(await users({ connected: false }))).toEqual(away);
    const both = { connected: false, state: 'registered' };
    expect(ids(await users(both))).toEqual(away.filter((user) => user !== 'carol'));
  });

  it('are terminals by network and kind, of a user or of all', async () => {
    const http = await terminals({ network: 'http' });
    expect(http.items).toEqual([]);
    const { items } = await terminals({ network: 'websocket' });
    expect(items).toEqual([
      {
        user: 'alice',
        terminal: 'phone',
        kind: 'phone',
        connected: true,
        network: 'websocket',
        gateway: 'g1',
        connection: 'c1',
      },
      expect.objectContaining({ user: 'bob-2', connection: 'c2' }),
    ]);
    expect((await terminals({ kind: 'browser' })).items).toEqual([]);
    expect((await terminals({ kind: 'phone' })).items).toHaveLength(PEOPLE.length - 2);
    expect((await terminals({ user: 'erin' })).items).toEqual([
      { user: 'erin', terminal: 'phone', kind: 'phone', connected: false },
    ]);
    for (const user of ['dave', 'grace', 'nobody', 'somebody']) {
      expect((await terminals({ user })).items).toEqual([]);
    }
  });

  it('come page by page, each once, whatever happens to the others between two', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; ; page++) {
      const answer = await users(after === undefined ? { max: 2 } : { after, max: 2 });
      expect(answer.items.length).toBeLessThanOrEqual(2);
      seen.push(...ids(answer));
      if (answer.next === undefined) break;
      after = answer.next;
      // Somebody of a page before changes, and somebody comes whose place is over.
      await world.register(`A${page}`);
      const changed = await world.connect('alice', `c${page + 10}`);
      await world.stored('alice', changed);
      await world.stored(`A${page}`, await lastOf(`A${page}`));
    }
    expect(seen).toEqual(IN_ORDER.filter((user) => user !== 'dave'));
  }, 60_000);

  it('refuse a filter that is none, with what is allowed, and everybody but operators', async () => {
    const refused = async (verb: string, data: JsonObject): Promise<JsonObject> =>
      ((await world.asOperator(verb, data)) as unknown as { refused: JsonObject }).refused;
    expect(await refused('view.users', { state: 'erased' })).toMatchObject({
      code: 'malformed',
      field: '/state',
      message: '/state: must be one of registered, suspended, unreadable',
    });
    expect(await refused('view.terminals', { network: 'sms' })).toMatchObject({
      field: '/network',
      message: '/network: must be one of websocket, http',
    });
    expect(await refused('view.users', { max: 201 })).toMatchObject({ field: '/max' });
    expect(await refused('view.users', { after: 'a.b' })).toMatchObject({ field: '/after' });
    expect(await refused('view.users', { login: 'x' })).toMatchObject({ field: '/login' });
    expect(await world.refused('view.users', {})).toBe('not-permitted');
    expect(await world.refused('view.terminals', {})).toBe('not-permitted');
  });
});
