import type { Document } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { StoreAway, StoreBroken, StoreRefused } from '../errors.js';
import { AlteredLine, type Alterations } from '../fixtures/altered-line.js';
import { MongodbUnderTest, isMongodbMissing } from '../fixtures/mongodb-under-test.js';
import type { Row } from '../row-store.js';
import { MongoStore } from './client.js';
import { MongoRowStore } from './row-store.js';

const row = (key: string, seq: number): Row => ({ key, seq, state: Buffer.from(`at ${seq}`) });

const isHello = (command: Document): boolean =>
  ['hello', 'ismaster', 'isMaster'].some((name) => name in command);
/** Every hello has these fields too, or has them no more. */
const helloWith =
  (fields: Document): NonNullable<Alterations['answer']> =>
  (command, answer) =>
    isHello(command) ? { ...answer, topologyVersion: undefined, ...fields } : answer;
/** Of another version than the server is. */
const versionIs =
  (version: string, maxWireVersion: number): NonNullable<Alterations['answer']> =>
  (command, answer) =>
    'buildInfo' in command
      ? { ...answer, version }
      : helloWith({ maxWireVersion })(command, answer);

const PRIMARY = { setName: 'set', isWritablePrimary: true, secondary: false, setVersion: 1 };
const SECONDARY = { ...PRIMARY, isWritablePrimary: false, secondary: true };
const STEPPED_DOWN = {
  ok: 0,
  code: 10_107,
  codeName: 'NotWritablePrimary',
  errmsg: 'not primary',
  errorLabels: ['RetryableWriteError'],
};
const isWrite = (command: Document): boolean => 'update' in command || 'insert' in command;

/** A real server behind a line that says what no server here can be brought to say. */
(isMongodbMissing ? describe.skip : describe)('a MongoDB of another kind', () => {
  let server: MongodbUnderTest;
  let line: AlteredLine;
  const open: MongoStore[] = [];
  const told: string[] = [];

  beforeAll(async () => {
    server = await MongodbUnderTest.start();
    line = await AlteredLine.to(server.line.port);
  });
  afterEach(async () => {
    line.alterations = {};
    told.length = 0;
    await Promise.all(open.splice(0).map((store) => store.close()));
  });
  afterAll(async () => {
    await line.stop();
    await server.end();
  });

  const url = (): string => `mongodb://127.0.0.1:${line.port}/altered?directConnection=true`;
  const tell = (text: string): void => void told.push(text);
  const opened = async (production = false): Promise<MongoStore> => {
    const store = await MongoStore.open(url(), 'spec', { patienceMs: 2_000, production, tell });
    open.push(store);
    return store;
  };

  it.each([
    ['4.4.29', 9],
    ['5.0.31', 13],
    ['4.0.28', 7],
  ])('older than what is used (%s) is refused at once, naming what is needed', async (...is) => {
    line.alterations = { answer: versionIs(...is) };
    const failure = await opened().catch((error: Error) => error);
    expect(failure).toBeInstanceOf(StoreRefused);
    expect((failure as Error).message).toMatch(/database altered of MongoDB at .*6\.0 or newer/);
  });

  it('as old as may be is taken', async () => {
    line.alterations = { answer: versionIs('6.0.0', 17) };
    expect((await opened()).fault()).toBeUndefined();
  });

  it('that takes no writes is refused, naming all members as the remedy', async () => {
    line.alterations = { answer: helloWith(SECONDARY) };
    await expect(opened()).rejects.toThrow(/takes no writes: name all members of the replica set/);
  });

  it('without sessions is refused: writes could not be retried', async () => {
    line.alterations = { answer: helloWith({ logicalSessionTimeoutMinutes: undefined }) };
    await expect(opened()).rejects.toThrow(/no sessions/);
  });

  it('that is alone is refused in production, and a set is taken', async () => {
    line.alterations = { answer: helloWith({ setName: undefined }) };
    await expect(opened(true)).rejects.toThrow(/single server.*use a replica set/);
    line.alterations = { answer: helloWith(PRIMARY) };
    expect((await opened(true)).fault()).toBeUndefined();
  });

  it('that steps down in the middle of a write costs nobody an error', async () => {
    line.alterations = { answer: helloWith(PRIMARY) };
    const rows = new MongoRowStore(await opened());
    let refusals = 0;
    line.alterations = {
      ...line.alterations,
      instead: (command) => (isWrite(command) && refusals++ === 0 ? STEPPED_DOWN : undefined),
    };
    expect(await rows.save('steps', 3, [row('alice', 1), row('bob', 1)])).toEqual({ stale: [] });
    expect(refusals).toBeGreaterThan(1);
    expect((await rows.read('steps', 3, 'bob'))?.seq).toBe(1);
  });

  it('without a primary is away until it has one', async () => {
    line.alterations = { answer: helloWith(PRIMARY) };
    const store = await opened();
    const rows = new MongoRowStore(store);
    line.alterations = {
      answer: helloWith(SECONDARY),
      instead: (command) => (isWrite(command) ? STEPPED_DOWN : undefined),
    };
    await expect(rows.save('none', 3, [row('alice', 1)])).rejects.toThrow(StoreAway);
    expect(await until('it is said', () => store.fault())).toMatch(/has no primary|not primary/);
    line.alterations = { answer: helloWith(PRIMARY) };
    await until('it has one', () => store.fault() === undefined);
    expect(await rows.save('none', 3, [row('alice', 1)])).toEqual({ stale: [] });
  });

  it('that is a set without a primary at first is named so, by whomever it is looked for', async () => {
    const hosts = [`127.0.0.1:${line.port}`];
    const member = { ...SECONDARY, hosts, me: hosts[0], primary: undefined };
    line.alterations = { answer: helloWith(member) };
    const whole = url().replace('directConnection=true', 'replicaSet=set');
    const store = await MongoStore.open(whole, 'spec', { patienceMs: 500, tell });
    open.push(store);
    for (const text of [store.fault(), told[0]]) {
      expect(text).toMatch(/has no primary: start the members of its replica set/);
    }
    const primary = { ...PRIMARY, hosts, me: hosts[0], primary: hosts[0] };
    line.alterations = { answer: helloWith(primary) };
    await until('it has one', () => store.fault() === undefined);
    line.alterations = { answer: helloWith(member) };
    expect(await until('it is said', () => store.fault())).toMatch(/has no primary: start the/);
    line.alterations = { answer: helloWith(primary) };
    await until('it has one again', () => store.fault() === undefined);
  });

  it('that says it is no member of its set, as one that ends may, is looked for again', async () => {
    const hosts = [`127.0.0.1:${line.port}`];
    const member = helloWith({ ...PRIMARY, hosts, me: hosts[0], primary: hosts[0] });
    const alone = { setName: undefined, hosts: undefined, me: undefined, primary: undefined };
    line.alterations = { answer: member };
    const whole = url().replace('directConnection=true', 'replicaSet=set');
    const store = await MongoStore.open(whole, 'spec', { tell });
    open.push(store);
    let returns = 0;
    store.onReturned(() => returns++);
    line.alterations = { answer: helloWith(alone) };
    await until('it is missed', () => store.fault()?.includes('has left its replica set'));
    line.alterations = { answer: member };
    await until('it is back', () => store.fault() === undefined);
    expect(returns).toBe(1);
    const rows = new MongoRowStore(store);
    expect(await rows.save('left', 3, [row('alice', 1)])).toEqual({ stale: [] });
  });

  it('of another replica set than its URL says is named so', async () => {
    line.alterations = { answer: helloWith({ ...PRIMARY, hosts: [`127.0.0.1:${line.port}`] }) };
    const whole = url().replace('directConnection=true', 'replicaSet=another');
    const store = await MongoStore.open(whole, 'spec', { patienceMs: 500, tell });
    open.push(store);
    for (const text of [store.fault(), told[0]]) {
      expect(text).toMatch(/is no member of the replica set another: correct LIAISON_MONGODB_URL/);
    }
  });

  it.each([
    [64, 'WriteConcernTimeout', 'waiting for replication timed out'],
    [100, 'UnsatisfiableWriteConcern', 'Not enough data-bearing nodes'],
  ])(
    'whose set has no majority (code %s) says so until it has one',
    async (code, codeName, errmsg) => {
      line.alterations = { answer: helloWith(PRIMARY) };
      const store = await opened();
      const rows = new MongoRowStore(store);
      const writeConcernError = { code, codeName, errmsg };
      line.alterations = {
        answer: (command, answer) =>
          isWrite(command) ? { ...answer, writeConcernError } : helloWith(PRIMARY)(command, answer),
      };
      const saving = rows.save('few', code, [row('alice', 1)]).catch((error: Error) => error);
      expect(await saving).toBeInstanceOf(StoreBroken);
      for (const text of [store.fault(), told[0]]) {
        expect(text).toMatch(/bring a write to most of its members: start the members .*down/);
        expect(text).toContain(`code ${code}`);
      }
      // What it loses meanwhile is told next, and not once more what is known.
      line.alterations = { answer: helloWith(SECONDARY) };
      await until('more is told', () => told.length > 1);
      expect(told[1]).toMatch(/has no primary|takes no writes/);
      expect(told[1]).not.toContain(`code ${code}`);
      line.alterations = { answer: helloWith(PRIMARY) };
      await until('it has one', () => store.fault() === undefined);
      expect(await rows.save('few', code, [row('alice', 2)])).toEqual({ stale: [] });
    },
  );

  it('is asked for writes that a majority has on its disks', async () => {
    const rows = new MongoRowStore(await opened());
    const asked: Document[] = [];
    line.alterations = {
      instead: (command) => {
        if (isWrite(command)) asked.push(command['writeConcern'] as Document);
        return undefined;
      },
    };
    await rows.save('asked', 3, [row('alice', 1)]);
    expect(asked).toEqual([expect.objectContaining({ w: 'majority', j: true })]);
    // Of a server that says nothing for ten seconds the line is cut.
    expect(Number(asked[0]?.['wtimeout'])).toBe(8_000);
  });

  it('with a full disk says so until there is room, and is read meanwhile', async () => {
    const store = await opened();
    const rows = new MongoRowStore(store);
    await rows.save('full', 3, [row('alice', 1)]);
    const full = { ok: 0, code: 14_031, codeName: 'OutOfDiskSpace', errmsg: 'not enough space' };
    line.alterations = { instead: (command) => (isWrite(command) ? full : undefined) };
    const saving = rows.save('full', 3, [row('alice', 2)]).catch((error: Error) => error);
    expect(await saving).toBeInstanceOf(StoreBroken);
    for (const text of [store.fault(), told[0]]) {
      expect(text).toMatch(/altered of MongoDB at .*make room on its disk.*code 14031/);
    }
    expect((await rows.read('full', 3, 'alice'))?.seq).toBe(1);
    line.alterations = {};
    await until('it has room', () => store.fault() === undefined);
    expect(told.at(-1)).toMatch(/answers again/);
    expect(await rows.save('full', 3, [row('alice', 2)])).toEqual({ stale: [] });
  });
});
