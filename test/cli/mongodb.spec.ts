import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NatsConnection, connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { Group, type JsonLine } from '../harness/group.js';
import { type Spoken, typed } from '../harness/liaison.js';
import { type Database, mayUseMongodb, startDatabase } from '../harness/mongodb.js';
import { type StoreInHand, rowsOf } from '../harness/store.js';
import { StoreInEngine } from '../harness/store-in-engine.js';
import { StoreInMongodb } from '../harness/store-in-mongodb.js';
import { Terminal } from '../harness/terminal.js';

const TERMINALS = 8;
const PASSWORD = 'a long secret';
const LOGIN = 'erin@example.org';

/** How many of the example's terminals have said that they are connected. */
function connected(group: Group): number {
  const said = group.events.filter((event) => String(event['does']).startsWith('is connected as'));
  return new Set(said.map((event) => event['who'])).size;
}

(mayUseMongodb ? describe : describe.skip)('`npm start -- --mongodb URL`', () => {
  let folder: string;
  let data: string;
  let database: Database;
  let store: StoreInHand;
  let kept: readonly [string, Buffer][];
  const groups: Group[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-start-'));
    data = join(folder, '.liaison', 'data');
    database = await startDatabase(join(folder, 'mongodb'));
    store = new StoreInMongodb(database.url);
  });
  afterAll(async () => {
    for (const group of groups) await group.end();
    await database?.server?.signal('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  function start(...flags: readonly string[]): Group {
    const all = ['start', '--silent', '--', '--json', '--data', data, ...flags];
    const group = Group.start('npm', all);
    groups.push(group);
    return group;
  }
  /** A Ctrl-C ends all of it, in order. */
  async function ends(group: Group): Promise<void> {
    group.signal('SIGINT');
    const code = await group.gone;
    expect(code === 0 ? code : `${code}: ${group.errors}`).toBe(0);
    expect(group.errors).toContain(`stopped: nothing is left running; data stays in ${data}\n`);
    expect(await group.descendants()).toEqual([]);
    expect(existsSync(join(data, 'running.json'))).toBe(false);
  }
  /** It does not start: what it said. */
  async function refused(...flags: readonly string[]): Promise<string> {
    const group = start(...flags);
    const code = await group.gone;
    expect({ code, events: group.events }).toEqual({ code: 1, events: [] });
    expect(await group.descendants()).toEqual([]);
    return String(
      (JSON.parse(group.errors.trim().split('\n').at(-1) ?? '{}') as JsonLine)['message'],
    );
  }
  async function done(line: string): Promise<Spoken['out']> {
    const { code, out, errors } = await typed(`npx liaison ${line}`, folder);
    expect({ line, code, errors }).toEqual({ line, code: 0, errors: '' });
    return out;
  }
  /** The running system's engine, as an operator has it. */
  async function inEngine<T>(look: (nats: NatsConnection) => Promise<T>): Promise<T> {
    const running = JSON.parse(await readFile(join(data, 'running.json'), 'utf8')) as {
      readonly natsUrl: string;
      readonly seedFile: string;
    };
    const authenticator = nkeyAuthenticator(await readFile(running.seedFile));
    const nats = await connect({ servers: running.natsUrl, authenticator });
    try {
      return await look(nats);
    } finally {
      await nats.close();
    }
  }

  it('runs the example with rows and keys in that database and none in the engine, until a Ctrl-C', async () => {
    const group = start('--mongodb', database.url);
    await group.said('all terminals are connected', () => connected(group) === TERMINALS);
    await done(`user add ${LOGIN} --id erin --name Erin --password '${PASSWORD}'`);
    await until('the rows are stored', async () => (await rowsOf(store, 'erin')).size > 0);
    const keys = await store.keys();
    for (const user of ['alice', 'bob', 'carol', 'dave', 'erin']) {
      expect(keys.get(`key.${user}`)?.length).toBeGreaterThan(32);
    }
    await inEngine(async (operator) => {
      const engine = new StoreInEngine({ operator });
      expect([await engine.rows(), await engine.keys()]).toEqual([new Map(), new Map()]);
    });
    // The commands find the database as they find the engine.
    expect(await done('verify projections')).toMatch(/rows/);
    expect(await done('doctor')).toContain('of MongoDB at');
    const setting = 'config show LIAISON_NATS_SEED_FILE';
    expect(await done(setting)).not.toContain(data);
    expect(await done(`${setting} --data ${data}`)).toContain(data);
    kept = [...(await store.keys('erin'))];
    await ends(group);
  });

  it('is refused without it on a log whose keys lie there, and says what to do', async () => {
    expect(await refused('--no-example')).toMatch(
      /keys of this log lie in a MongoDB: .*npm start -- --mongodb URL/,
    );
  });

  it('goes on with what it has when it is started again', async () => {
    const group = start('--mongodb', database.url, '--no-example');
    const { terminals } = await group.event('it is ready', ({ event }) => event === 'ready');
    expect(await store.keys('erin')).toEqual(new Map(kept));
    const terminal = await Terminal.open(String(terminals));
    const login = { login: LOGIN, password: PASSWORD };
    expect(await terminal.call('auth.login', login)).toMatchObject({ user: 'erin' });
    await terminal.close();
    await ends(group);
  });

  it.each([
    ['http://127.0.0.1:27017/liaison', /is no URL of a MongoDB/],
    ['mongodb://127.0.0.1:27017/no.such', /names the database no\.such: take a name/],
  ])('is refused at once with %s, and nothing is left', async (url, message) => {
    const said = await refused('--mongodb', url, '--no-example');
    expect(said).toMatch(message);
    // What was typed, not the setting that a box is given.
    expect(said).toContain('--mongodb ');
    expect(said).not.toContain('LIAISON_MONGODB_URL');
  });

  it('is refused where nobody answers, naming it, and without the password', async () => {
    const url = 'mongodb://erin:hidden@127.0.0.1:1/liaison';
    const said = await refused('--mongodb', url, '--no-example');
    expect(said).toMatch(
      /database liaison of MongoDB at 127\.0\.0\.1:1 as erin .*correct --mongodb/,
    );
    expect(said).not.toContain('hidden');
  });
});
