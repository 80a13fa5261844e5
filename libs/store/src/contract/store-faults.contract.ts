import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StoreAway } from '../errors.js';
import type { KeyEntry } from '../key-store.js';
import type { Mark } from '../row-store.js';
import { type StoresUnderTest, count, rowOf, textOf } from './stores-under-test.js';

const AWAY_MS = 60_000;
/** How often everything is asked meanwhile. */
const ROUND_MS = 1_000;
/** Each call of a store that is away ends so soon. */
const REFUSED_WITHIN_MS = 6_000;
/** Slow, and waited for by every store. */
const SLOW_MS = 2_000;
/** Slower than any store waits for. */
const SILENT_MS = 12_000;
/** Each call of a store that is so slow ends so soon: it may ask twice. */
const SILENCE_ENDS_WITHIN_MS = 25_000;

/** Who keeps what was destroyed in mind is told to forget it so soon. */
const TOLD_WITHIN_MS = 10_000;

const P = 'faults';
const mark = (sequence: number): Mark => ({ sequence, seen: { sequence, recordedMs: 1_000 } });

/** A call, by its name. */
type Calls = Readonly<Record<string, () => Promise<unknown>>>;

/** What every row and key store does while its server is away for long, or slow; each adapter runs it unchanged. */
export function storeFaultsContract(start: () => Promise<StoresUnderTest>): void {
  describe('rows and keys', () => {
    let away: StoresUnderTest;
    let slow: StoresUnderTest;
    let minute: Promise<Minute>;

    // What is slow is seen on a server of its own while the other one is away.
    beforeAll(async () => {
      [away, slow] = await Promise.all([start(), start()]);
      await fill(away);
      await fill(slow);
      minute = awayForAMinute(away);
      minute.catch(() => undefined);
    }, 60_000);
    afterAll(async () => {
      await minute?.catch(() => undefined);
      await Promise.all([away?.end(), slow?.end()]);
    }, 120_000);

    it('of a slow server are waited for, and right', async () => {
      await isRightThoughSlow(slow);
    }, 60_000);

    it('of a server that is slower than they are waited for are away in a bounded time, and the repeat is right', async () => {
      await isAwayThenRight(slow);
    }, 120_000);

    it('of a server that is away for 60 s are refused in a bounded time, and all of them are there afterwards', async () => {
      const { rounds, outcomes, isMissedTold } = await minute;
      expect(rounds).toBeGreaterThan(AWAY_MS / (ROUND_MS + REFUSED_WITHIN_MS));
      expect(outcomes.filter(({ isAway }) => !isAway)).toEqual([]);
      expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(REFUSED_WITHIN_MS);
      expect(isMissedTold).toBe(true);
      await holdsWhatWasAcknowledged(away);
      await takesWhatWasRefused(away);
    }, 120_000);
  });
}

/** Of alice a row, a mark, a key, a secret and a login. */
async function fill({ rows, keys }: StoresUnderTest): Promise<void> {
  await rows.save(P, 3, [rowOf('alice', 5)]);
  await rows.putMark(P, 3, mark(5), 0);
  await keys.createKey('alice');
  await keys.putSecret('alice', 'password', Buffer.from('v1'));
  await keys.reserveLogin('alice@x.org', 'alice');
}

async function holdsWhatWasAcknowledged({ rows, keys }: StoresUnderTest): Promise<void> {
  expect(await rows.read(P, 3, 'alice')).toMatchObject({ seq: 5 });
  expect(await count(rows.load(P, 3))).toBe(1);
  expect(await rows.mark(P, 3)).toMatchObject(mark(5));
  expect(await keys.key('alice')).toMatchObject({ id: '1' });
  expect(textOf((await keys.secret('alice', 'password'))?.value)).toBe('v1');
  expect(await keys.userOfLogin('alice@x.org')).toBe('alice');
  expect(await count(keys.entries())).toBe(3);
}

/** What `everything` asked for in vain, in the same words. */
async function takesWhatWasRefused({ rows, keys }: StoresUnderTest): Promise<void> {
  const version = (await rows.mark(P, 3))?.version ?? 0;
  expect(await rows.save(P, 3, [rowOf('alice', 6), rowOf('bob', 6)])).toEqual({ stale: [] });
  expect(textOf((await rows.read(P, 3, 'alice'))?.state)).toBe('alice at 6');
  expect(await rows.putMark(P, 3, mark(6), version)).not.toBe('conflict');
  expect(await keys.createKey('bob')).toMatchObject({ id: '1' });
  expect(await keys.putSecret('alice', 'password', Buffer.from('v2'))).toBe(true);
  expect(await keys.reserveLogin('bob@x.org', 'bob')).toBe('bob');
  await keys.destroyKey('alice');
  expect(await keys.key('alice')).toBe('erased');
}

async function onceBack<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreAway)) throw error;
      await pause(ROUND_MS);
    }
  }
}

/** Every call there is. */
function everything({ rows, keys }: StoresUnderTest, version: number, entry: KeyEntry): Calls {
  return {
    load: () => count(rows.load(P, 3)),
    read: () => rows.read(P, 3, 'alice'),
    page: () => rows.page(P, 3, '', 1),
    save: () => rows.save(P, 3, [rowOf('alice', 6), rowOf('bob', 6)]),
    erase: () => rows.erase(P, 3, 'alice', 5),
    drop: () => rows.drop(P, 3),
    mark: () => rows.mark(P, 3),
    putMark: () => rows.putMark(P, 3, mark(6), version),
    key: () => keys.key('alice'),
    createKey: () => keys.createKey('bob'),
    destroyKey: () => keys.destroyKey('alice'),
    secret: () => keys.secret('alice', 'password'),
    putSecret: () => keys.putSecret('alice', 'password', Buffer.from('v2')),
    dropSecret: () => keys.dropSecret('alice', 'password'),
    dropSecrets: () => keys.dropSecrets('alice'),
    reserveLogin: () => keys.reserveLogin('bob@x.org', 'bob'),
    userOfLogin: () => keys.userOfLogin('alice@x.org'),
    releaseLogin: () => keys.releaseLogin('alice@x.org', 'alice'),
    entries: () => count(keys.entries()),
    putBack: () => keys.putBack(entry),
  };
}

interface Minute {
  readonly rounds: number;
  readonly outcomes: readonly Outcome[];
  readonly isMissedTold: boolean;
}
interface Outcome {
  readonly name: string;
  readonly ms: number;
  readonly isAway: boolean;
  readonly said: string;
}

async function awayForAMinute(test: StoresUnderTest): Promise<Minute> {
  const version = (await test.rows.mark(P, 3))?.version ?? 0;
  const calls = everything(test, version, await anEntry(test));
  await test.takeAway();
  const told = new Promise<true>((resolve) => test.keys.onMissed(() => resolve(true)));
  const began = performance.now();
  const outcomes: Outcome[] = [];
  let rounds = 0;
  while (performance.now() - began < AWAY_MS - REFUSED_WITHIN_MS) {
    outcomes.push(...(await allOutcomes(calls)));
    rounds++;
    await pause(ROUND_MS);
  }
  await pause(Math.max(0, AWAY_MS - (performance.now() - began)));
  await test.bringBack();
  const isMissedTold = await Promise.race([told, pause(TOLD_WITHIN_MS, false, { ref: false })]);
  return { rounds, outcomes, isMissedTold };
}

async function anEntry({ keys }: StoresUnderTest): Promise<KeyEntry> {
  for await (const entry of keys.entries()) return entry;
  throw new Error('there is no entry');
}

/** What each comes to, all at once. */
function allOutcomes(calls: Calls): Promise<Outcome[]> {
  const outcomes = Object.entries(calls).map(async ([name, call]): Promise<Outcome> => {
    const began = performance.now();
    const failure: unknown = await call().then(
      () => 'answered',
      (error: unknown) => error,
    );
    const ms = performance.now() - began;
    return { name, ms, isAway: failure instanceof StoreAway, said: String(failure) };
  });
  return Promise.all(outcomes);
}

async function isRightThoughSlow(test: StoresUnderTest): Promise<void> {
  const { rows, keys } = test;
  test.slow(SLOW_MS);
  const began = performance.now();
  const answers = await Promise.all([
    rows.save(P, 4, [rowOf('alice', 6), rowOf('bob', 6)]),
    rows.save(P, 3, [rowOf('alice', 4)]),
    rows.read(P, 3, 'alice').then((row) => row?.seq),
    rows.page(P, 3, '', 2).then((page) => page.map(({ key }) => key)),
    count(rows.load(P, 3)),
    rows.mark(P, 3).then((found) => found?.sequence),
    keys.createKey('carol').then((key) => typeof key),
    keys.secret('alice', 'password').then((secret) => textOf(secret?.value)),
    keys.reserveLogin('alice@x.org', 'carol'),
    keys.key('nobody'),
  ]);
  expect(performance.now() - began).toBeGreaterThan(SLOW_MS);
  const none = { stale: [] };
  const taken = [none, { stale: ['alice'] }, 5, ['alice'], 1, 5, 'object', 'v1', 'alice'];
  expect(answers).toEqual([...taken, undefined]);
  test.slow(0);
}

async function isAwayThenRight(test: StoresUnderTest): Promise<void> {
  const { rows, keys } = test;
  const version = (await rows.mark(P, 3))?.version ?? 0;
  test.slow(SILENT_MS);
  const outcomes = await allOutcomes({
    save: () => rows.save(P, 3, [rowOf('alice', 6)]),
    putMark: () => rows.putMark(P, 3, mark(6), version),
    read: () => rows.read(P, 3, 'alice'),
    createKey: () => keys.createKey('dave'),
    putSecret: () => keys.putSecret('alice', 'password', Buffer.from('v2')),
    reserveLogin: () => keys.reserveLogin('dave@x.org', 'dave'),
  });
  test.slow(0);
  expect(outcomes.filter(({ isAway }) => !isAway)).toEqual([]);
  expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(SILENCE_ENDS_WITHIN_MS);

  const stored = await onceBack(() => rows.read(P, 3, 'alice'));
  // It was late with its answer only: what it was asked for first, it did.
  expect(stored).toEqual(rowOf('alice', 6));
  expect(await rows.save(P, 3, [rowOf('alice', 6)])).toEqual({ stale: [] });
  expect(await rows.save(P, 3, [rowOf('alice', 5)])).toEqual({ stale: ['alice'] });
  const marked = await rows.mark(P, 3);
  expect(marked).toMatchObject(mark(6));
  expect(await rows.putMark(P, 3, mark(7), version)).toBe('conflict');
  expect(await rows.putMark(P, 3, mark(7), marked?.version ?? 0)).not.toBe('conflict');

  const key = await keys.key('dave');
  const made = await keys.createKey('dave');
  expect(made).toMatchObject({ id: '1' });
  if (key !== undefined) expect(made).toEqual(key);
  expect(['v1', 'v2']).toContain(textOf((await keys.secret('alice', 'password'))?.value));
  expect(await keys.putSecret('alice', 'password', Buffer.from('v2'))).toBe(true);
  expect(textOf((await keys.secret('alice', 'password'))?.value)).toBe('v2');
  expect(['dave', undefined]).toContain(await keys.userOfLogin('dave@x.org'));
  expect(await keys.reserveLogin('dave@x.org', 'dave')).toBe('dave');
}
