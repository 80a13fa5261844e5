import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '@liaison/bus';
import { until } from '@liaison/bus/fixtures';
import { StoreAway, StoreRefused, WrongMasterKey } from '../errors.js';
import { EngineUnderTest } from '../fixtures/engine-under-test.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import { JetStreamKeyStore } from '../jetstream/key-store.js';
import { MongoStore } from './client.js';
import { requireKeysOfLog } from './keys-of-log.js';
import { MongoRowStore } from './row-store.js';

const PASSWORD = 'a-secret-of-ours';
const ADMIN = { pwd: PASSWORD, roles: [{ role: 'root', db: 'admin' }] };

async function asked(url: string, command: Readonly<Record<string, unknown>>): Promise<void> {
  const client = await MongoClient.connect(url);
  await client.db().command({ ...command });
  await client.close();
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** What an opening says; it must say who and where, and never the password. */
async function refusal(url: string, patienceMs = 1_000): Promise<Error> {
  const failure = await MongoStore.open(url, 'spec', { patienceMs }).then(
    async (store) => {
      await store.close();
      return new Error('it was opened');
    },
    (error: Error) => error,
  );
  expect(failure.message).not.toContain(PASSWORD);
  return failure;
}

(isMongodbMissing ? describe.skip : describe)('a MongoDB that may not be used', () => {
  let server: MongodbUnderTest;
  let engine: EngineUnderTest;
  let bus: Bus;
  const masterKey = randomBytes(32);
  const open: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    server = await MongodbUnderTest.start();
    engine = await EngineUnderTest.start(process.env);
    bus = await engine.connect();
    await asked(server.url('admin'), { createUser: 'admin', ...ADMIN });
    const roles = [{ role: 'read', db: 'ours' }];
    await asked(server.url('admin'), { createUser: 'reader', pwd: PASSWORD, roles });
    const writes = [{ role: 'readWrite', db: 'ours' }];
    await asked(server.url('admin'), { createUser: 'writer', pwd: PASSWORD, roles: writes });
    await server.startAgain({ auth: true });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });
  afterAll(async () => {
    await server.end();
    await engine.end();
  });

  const as = (user: string, database = 'ours', password = PASSWORD): string =>
    server.url(database, `${user}:${password}`);

  it('by this password is refused, naming the setting', async () => {
    const failure = await refusal(as('writer', 'ours', 'another'));
    expect(failure).toBeInstanceOf(StoreRefused);
    expect(failure.message).toMatch(/ours of MongoDB at .* as writer: user or password/);
    expect(failure.message).toContain('LIAISON_MONGODB_URL');
  });

  it('without the rights that are needed is refused, naming the role', async () => {
    for (const url of [as('reader'), as('writer', 'theirs')]) {
      const failure = await refusal(url);
      expect(failure).toBeInstanceOf(StoreRefused);
      // Whoever loses a right while it runs: commands and readiness take it as a store that is away.
      expect(failure).toBeInstanceOf(StoreAway);
      expect(failure.message).toContain('grant the role readWrite');
    }
    const store = await MongoStore.open(as('writer'), 'spec');
    await store.close();
  });

  it('is written to as it must be, whatever its URL says', async () => {
    const lax = 'w=0&journal=false&j=false&readConcernLevel=local&readPreference=secondary';
    const store = await MongoStore.open(`${as('writer')}&${lax}`, 'spec');
    const { writeConcern, readConcern, readPreference } = store.collection('rows.p.3');
    expect(writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(readConcern?.level).toBe('majority');
    expect(readPreference?.mode).toBe('primary');
    await store.close();
  });

  it('is no MongoDB at all, or nobody, is said within the patience', async () => {
    const nobody = await refusal('mongodb://writer:a-secret-of-ours@127.0.0.1:9/ours');
    expect(nobody).toBeInstanceOf(StoreAway);
    expect(nobody.message).toMatch(/as writer does not answer: start it, or correct LIAISON/);
    const unescaped = ['/', '?', '@'].map((sign) => `mongodb://me:1${sign}${PASSWORD}@h/d`);
    const others = ['', '/', '/d'].map((rest) => `mongodb://me:${PASSWORD}@${rest}`);
    const none = [
      `http://${PASSWORD}@here`,
      'mongodb://',
      'mongodb://h/a.b',
      'mongodb://h/admin',
      'mongodb://h/local',
      'mongodb://h:x/d',
      'mongodb://h/d%zz',
    ];
    for (const url of [...none, ...unescaped, ...others]) {
      expect(await refusal(url)).toBeInstanceOf(StoreRefused);
    }
    const percent = await refusal(`mongodb://me:1%${PASSWORD}@h/d`);
    expect(percent).toBeInstanceOf(StoreRefused);
    expect(percent.message).toMatch(/LIAISON_MONGODB_URL has a % .* begins no %-escape/);
    const option = await refusal(`${as('writer')}&sideways=1`);
    expect(option).toBeInstanceOf(StoreRefused);
  });

  it('whose rights or password are taken away meanwhile says so until they are given back', async () => {
    const told: string[] = [];
    const tell = (text: string): void => void told.push(text);
    const store = await MongoStore.open(as('writer'), 'spec', { tell });
    open.push(store);
    const rows = new MongoRowStore(store);
    const save = (seq: number): Promise<unknown> =>
      rows.save('p', 3, [{ key: 'alice', seq, state: Buffer.from(`at ${seq}`) }]);
    await save(1);
    // Who was let in is looked at again on a new line only.
    const change = async (command: Readonly<Record<string, unknown>>): Promise<void> => {
      await asked(as('admin', 'admin'), command);
      server.line.cut();
      server.line.heal();
    };
    const roles = [{ role: 'readWrite', db: 'ours' }];
    const changes = [
      [{ updateUser: 'writer', roles: [] }, { updateUser: 'writer', roles }, /role readWrite/],
      [{ updateUser: 'writer', pwd: 'new' }, { updateUser: 'writer', pwd: PASSWORD }, /password/],
    ] as const;
    for (const [seq, [away, back, said]] of changes.entries()) {
      await change(away);
      await until(
        'it is felt',
        async () => (await failureOf(save(seq + 2))) instanceof StoreRefused,
      );
      expect(store.fault()).toMatch(said);
      expect(told.at(-1)).toMatch(said);
      expect([...told, store.fault()].join()).not.toContain(PASSWORD);
      await change(back);
      await until('it is over', () => store.fault() === undefined);
      expect(told.at(-1)).toContain('answers again');
      expect(await save(seq + 2)).toEqual({ stale: [] });
    }
  });

  it('that is away at a start is waited for, and may still not be what it must be', async () => {
    await server.kill();
    const waiting = [as('writer'), as('writer', 'ours', 'another')].map((url) =>
      MongoStore.open(url, 'spec', { patienceMs: 500, tell: () => undefined, demand }),
    );
    const demanded: MongoStore[] = [];
    function demand(store: MongoStore): Promise<void> {
      demanded.push(store);
      return Promise.resolve();
    }
    const theirs = await MongoStore.open(as('writer'), 'spec', {
      patienceMs: 500,
      tell: () => undefined,
      demand: () => Promise.reject(new StoreRefused('it holds the keys of another log')),
    });
    open.push(theirs);
    const [right, wrong] = await Promise.all(waiting);
    if (right === undefined || wrong === undefined) throw new Error('two stores');
    open.push(right, wrong);
    for (const store of [right, wrong]) {
      expect(store.fault()).toMatch(/ours of MongoDB at .* does not answer: start it/);
      await expect(new MongoRowStore(store).read('p', 3, 'alice')).rejects.toThrow(StoreAway);
    }
    await server.startAgain({ auth: true });
    await until('it is there', () => right.fault() === undefined);
    expect(demanded).toEqual([right]);
    expect((await new MongoRowStore(right).read('p', 3, 'alice'))?.key).toBe('alice');
    await until('it is looked at', () => theirs.fault()?.includes('another log') === true);
    await expect(new MongoRowStore(theirs).read('p', 3, 'alice')).rejects.toThrow('another log');
    await until('it is refused', () => wrong.fault()?.includes('user or password') === true);
    await expect(new MongoRowStore(wrong).read('p', 3, 'alice')).rejects.toThrow(StoreAway);
  });

  it('with an index of ours that is another, or one that deletes, is refused, and a lost one is made', async () => {
    const client = await MongoClient.connect(as('writer', 'ours'));
    open.push(client);
    const keys = client.db('ours').collection('keys');
    const others = [
      [{ user: -1 }, {}, '-1'],
      [{ user: 1 }, { unique: true }, 'unique'],
      [{ user: 1 }, { sparse: true }, 'sparse'],
      [{ user: 1 }, { hidden: true }, 'hidden'],
      [{ user: 1 }, { collation: { locale: 'en', strength: 2 } }, 'collation'],
      [{ user: 1 }, { partialFilterExpression: { erased: true } }, 'partialFilterExpression'],
      [{ user: 1 }, { expireAfterSeconds: 60 }, 'deletes documents when they are 60 s old'],
      [{ user: 1 }, { name: 'theirs' }, 'wanted is user of'],
      [{ made: 1 }, { name: 'theirs', expireAfterSeconds: 0 }, 'what is gone already'],
    ] as const;
    for (const [key, options, differs] of others) {
      await keys.dropIndexes();
      const name = await keys.createIndex(key, { name: 'user', ...options });
      const { message } = await refusal(as('writer'));
      expect(message).toContain(`the index ${name} of keys `);
      expect(message).toContain(`drop it (db.keys.dropIndex("${name}")) and start again`);
      expect(message).toContain(differs);
      // What is said is enough.
      await keys.dropIndex(name);
      await (await MongoStore.open(as('writer'), 'spec')).close();
    }
    await keys.dropIndex('user');
    await (await MongoStore.open(as('writer'), 'spec')).close();
    expect((await keys.indexes()).map(({ name }) => name)).toContain('user');
  });

  it('holds the keys of one log, with one master key, and no log has its keys in two places', async () => {
    const ours = await MongoStore.open(as('admin', 'ours'), 'spec');
    const theirs = await MongoStore.open(as('admin', 'theirs'), 'spec');
    await requireKeysOfLog(bus, ours, masterKey);
    await requireKeysOfLog(bus, ours, masterKey);
    await expect(requireKeysOfLog(bus, ours, randomBytes(32))).rejects.toThrow(WrongMasterKey);
    await expect(requireKeysOfLog(bus, theirs, masterKey)).rejects.toThrow(
      /theirs .* holds no keys/,
    );
    await expect(JetStreamKeyStore.open(bus, masterKey)).rejects.toThrow(/lie in a MongoDB/);
    const another = await EngineUnderTest.start(process.env);
    const itsBus = await another.connect();
    // A new log, and the same master key.
    await expect(requireKeysOfLog(itsBus, ours, masterKey)).rejects.toThrow(
      /ours .* holds another log's keys.*of a new log an empty one/,
    );
    await JetStreamKeyStore.open(itsBus, masterKey);
    await expect(requireKeysOfLog(itsBus, theirs, masterKey)).rejects.toThrow(/bucket KEYS/);
    await another.end();
    await Promise.all([ours.close(), theirs.close()]);
  });
});
