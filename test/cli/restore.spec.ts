import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import {
  type Database,
  databaseBeside,
  databaseFor,
  inDatabase,
  mayUseMongodb,
} from '../harness/mongodb.js';
import { type Operated, operates } from '../harness/operates.js';
import { Overhearing } from '../harness/overhear.js';
import { addPerson } from '../harness/people.js';
import { type Target, backsUp, listOf, restores } from '../harness/restored.js';
import { accepted } from '../harness/service.js';
import { StoreInMongodb } from '../harness/store-in-mongodb.js';
import { System } from '../harness/system.js';

/** Streams are made, keys put back, and what was asked is answered. */
const NEEDED = [/^\$JS\.(API|ACK|FC|SNAPSHOT|EVENT\.ADVISORY)\./, /^_INBOX\./, /^\$KV\.KEYS\./];

describe('a restore', () => {
  let system: System;
  let folder: string;
  let backup: string;
  let older: string;
  let copies = 0;
  let other: Database | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-restore-'));
    system = await System.start();
    const { user } = await addPerson(system, 'erin');
    older = join(folder, 'older-list');
    await cp(listOf(system), older);
    await accepted(system, 'auth', 'user.erase', { user });
    await until('she is erased', async () =>
      (await historyOf(system, `account.${user}`)).some(({ type }) => type.includes('completed')),
    );
    backup = join(folder, 'backup');
    expect(await backsUp(system, backup)).toMatchObject({ code: 0, errors: '' });
  });
  afterAll(async () => {
    await system.stop();
    await other?.server?.signal('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  const into = (): Target => ({ folder: join(folder, `into-${++copies}`) });
  const given = (): string[] => {
    return ['--tombstones', listOf(system), '--master-key', join(system.data, 'master.key')];
  };
  /** Restored into a data folder, set otherwise. */
  function restored(there: string, storeSettings: Record<string, string>): Promise<Operated> {
    const { natsUrl, seedFile } = system;
    const as = { natsUrl, seedFile, storeSettings };
    return operates(as, 'restore', backup, '--into', there, ...given());
  }
  /** A copy of the backup, with something done to it, restored. */
  async function changed(change: (copy: string) => Promise<unknown>): Promise<Operated> {
    const copy = join(folder, `copy-${++copies}`);
    await cp(backup, copy, { recursive: true });
    await change(copy);
    return restores(system, copy, into());
  }

  it.each([
    ['FACTS.snapshot', 'torn', (file: string) => truncate(file, 100)],
    ['REGISTRY.snapshot', 'cannot be read', (file: string) => rm(file)],
    ['DELIVERY.snapshot', 'changed', flip],
    ['KEYS.jsonl', 'changed', flip],
    ['extra.snapshot', 'no part of the backup', (file: string) => writeFile(file, 'more')],
    ['FACTS.snapshot', 'changed', flip],
    ['manifest.json', 'torn', (file: string) => truncate(file, 100)],
    ['manifest.json', 'is not there', (file: string) => rm(file)],
    ['manifest.json', 'changed', retold],
  ])('of a backup whose %s is %s is refused, naming it', async (part, what, change) => {
    const { code, errors, out } = await changed((copy) => change(join(copy, part)));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain(part);
    expect(errors).toContain(what);
  });

  it('demands the list of erased users, and the current one', async () => {
    const without = await operates(system, 'restore', backup, '--into', into().folder);
    expect(without).toMatchObject({ code: 2, out: '' });
    expect(without.errors).toContain('--tombstones');
    const old = await restores(system, backup, into(), older);
    expect(old).toMatchObject({ code: 1, out: '' });
    expect(old.errors).toContain('older than the backup: it lacks 1 of the users');
    const foreign = join(folder, 'foreign-list');
    const other = await System.start({
      replicas: { 'access-monitor': 0, availability: 0, gateway: 0 },
    });
    await cp(listOf(other), foreign);
    await other.stop();
    const elsewhere = await restores(system, backup, into(), foreign);
    expect(elsewhere).toMatchObject({ code: 1, out: '' });
    expect(elsewhere.errors).toContain('written with another master key');
    const none = await restores(system, backup, into(), join(folder, 'nowhere'));
    expect(none.errors).toContain('cannot be read (ENOENT)');
    const both = await restores(system, backup, into(), older, listOf(system));
    expect(both).toMatchObject({ code: 0, errors: '' });
  });

  it('takes the list that the running system tells', async () => {
    const key = join(system.data, 'master.key');
    const told = await operates(system, 'tombstones', '--master-key', key);
    expect(told).toMatchObject({ code: 0, errors: '' });
    const list = join(folder, 'told');
    await writeFile(list, told.out);
    expect(told.out).toBe(await readFile(listOf(system), 'utf8'));
    expect(await restores(system, backup, into(), list)).toMatchObject({ code: 0, errors: '' });
  });

  it('with another master key is refused', async () => {
    const other = join(folder, 'other.key');
    await writeFile(other, randomBytes(32).toString('hex'), { mode: 0o600 });
    const flags = ['--tombstones', listOf(system), '--master-key', other];
    const { code, errors } = await operates(
      system,
      'restore',
      backup,
      '--into',
      into().folder,
      ...flags,
    );
    expect({ code, said: errors }).toEqual({
      code: 1,
      said: expect.stringContaining('made with another master key'),
    });
  });

  it('into an engine that holds something is refused, and changes nothing', async () => {
    const jsm = await jetstreamManager(system.operator);
    const before = (await jsm.streams.info('FACTS')).state;
    const { code, errors } = await operates(system, 'restore', backup, ...given());
    expect({ code, said: errors }).toEqual({
      code: 1,
      said: expect.stringContaining('the engine is not empty: it holds FACTS'),
    });
    expect((await jsm.streams.info('FACTS')).state).toEqual(before);
  });

  it.each([
    ['number of partitions', { LIAISON_PARTITIONS: '8' }, '"liaison","LIAISON_PARTITIONS":8'],
    ['prefix', { LIAISON_PREFIX: 'others' }, '"others","LIAISON_PARTITIONS":16'],
  ])('where another %s is set is refused, with what to set', async (_, storeSettings, here) => {
    const { code, errors, out } = await restored(into().folder, storeSettings);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toContain('made with {"LIAISON_PREFIX":"liaison","LIAISON_PARTITIONS":16}');
    expect(errors).toContain(`here is {"LIAISON_PREFIX":${here}}`);
    expect(errors).toContain('\n  set LIAISON_PREFIX to liaison and LIAISON_PARTITIONS to 16\n');
  });

  (mayUseMongodb ? it : it.skip)(
    'into a database is repeated where it was killed; where another log keeps its keys it is refused, and changes none',
    async () => {
      other = await databaseFor(system, join(folder, 'mongodb'));
      const databaseUrl = databaseBeside(other.url);
      const { folder: there } = into();
      const dying = {
        LIAISON_MONGODB_URL: databaseUrl,
        LIAISON_FOR_TESTS: 'true',
        LIAISON_CRASH_AT: 'after-keys',
      };
      expect(await restored(there, dying)).toMatchObject({ code: null });
      const again = await restores(system, backup, { folder: there, databaseUrl });
      expect(again).toMatchObject({ code: 0, errors: '' });

      const store = new StoreInMongodb(databaseUrl);
      const keys = await store.keys();
      expect(keys.size).toBeGreaterThan(0);
      const refused = async (said: RegExp): Promise<void> => {
        const { code, errors, out } = await restores(system, backup, { ...into(), databaseUrl });
        expect({ code, out }).toEqual({ code: 1, out: '' });
        expect(errors).toMatch(said);
        expect(await store.keys()).toEqual(keys);
      };
      await refused(/holds another log's keys, .*of a new log an empty one/);
      // What names their log is lost.
      await inDatabase(databaseUrl, (database) =>
        database.collection<{ readonly _id: string }>('keys').deleteOne({ _id: 'check' }),
      );
      await refused(/the key store is not empty: .*\n {2}name an empty database/);
    },
  );

  it('that was killed lets no program start, and begins anew when it is repeated', async () => {
    const { folder: there } = into();
    const dying = { LIAISON_FOR_TESTS: 'true', LIAISON_CRASH_AT: 'after-stream:4' };
    const killed = await restored(there, dying);
    expect(killed).toMatchObject({ code: null, out: '' });
    const starts = async (): Promise<void> =>
      (await System.start({ data: there, store: 'engine' })).stop();
    await expect(starts()).rejects.toThrow(/begun and not ended.*run `liaison restore` again/s);
    expect(await restores(system, backup, { folder: there })).toMatchObject({
      code: 0,
      errors: '',
    });
    await starts();
  });

  it('tells nobody anything', async () => {
    const none = { auth: 0, 'access-monitor': 0, availability: 0, gateway: 0 };
    const empty = await System.start({ replicas: none, store: 'engine' });
    try {
      const hearing = await Overhearing.begin(empty);
      const done = await operates(empty, 'restore', backup, ...given());
      expect(done).toMatchObject({ code: 0, errors: '' });
      await hearing.caughtUp();
      const sent = (): readonly string[] =>
        hearing.messages
          .map(({ subject }) => subject)
          .filter((subject) => !NEEDED.some((needed) => needed.test(subject)));
      expect(hearing.messages.some(({ subject }) => subject.startsWith('$KV.KEYS.'))).toBe(true);
      expect(sent()).toEqual([]);
      empty.operator.publish('liaison.live.1.erin', '{}');
      await hearing.caughtUp();
      expect(sent()).toEqual(['liaison.live.1.erin']);
    } finally {
      await empty.stop();
    }
  });

  it('--check compares and restores nothing', async () => {
    const flags = [...given(), '--check', '--json'];
    const { code, out } = await operates(system, 'restore', backup, ...flags);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ event: 'checked', erased: 1, unsettled: 0 });
  });
});

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(file, bytes);
}

/** Says something else, as somebody would who knows how hashes are made. */
async function retold(file: string): Promise<void> {
  const manifest = JSON.parse(await readFile(file, 'utf8')) as { keys: { entries: number } };
  manifest.keys.entries++;
  await writeFile(file, JSON.stringify(manifest));
}
