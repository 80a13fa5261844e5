import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { typed } from '../harness/liaison.js';
import { addPerson } from '../harness/people.js';
import { listOf } from '../harness/restored.js';
import { accepted } from '../harness/service.js';
import { System } from '../harness/system.js';

interface Finding {
  readonly area: string;
  readonly verdict: 'OK' | 'WARN' | 'FAIL';
  readonly message: string;
  readonly fix?: string;
}

interface Examination {
  readonly code: number;
  readonly items: readonly Finding[];
  readonly fail: number;
}

const WITHIN_MS = 60_000;
const PATIENCE_MS = 30_000;

const of = ({ items }: Examination, area: string): readonly Finding[] =>
  items.filter((finding) => finding.area === area);

/** The first finding of an area that is not fine. */
const fault = (examination: Examination, area: string): Finding | undefined =>
  of(examination, area).find(({ verdict }) => verdict !== 'OK');

describe('the doctor', () => {
  let system: System;
  beforeAll(async () => {
    system = await System.start({ services: true });
  }, WITHIN_MS);
  afterAll(() => system.stop());

  /** What it finds, asked with more in its environment; undefined takes something out. */
  const examined = async (
    more: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Examination> => {
    const env = {
      LIAISON_FOR_TESTS: 'true',
      LIAISON_NATS_URL: system.natsUrl,
      LIAISON_NATS_SEED_FILE: system.seedFile,
      LIAISON_NATS_SYSTEM_SEED_FILE: String(system.engine.ready['systemSeedFile']),
      LIAISON_MASTER_KEY_FILE: join(system.data, 'master.key'),
      ...more,
    };
    const given = Object.entries(env).filter(([, value]) => value !== undefined);
    const words = given.map(([name, value]) => `${name}='${value}'`).join(' ');
    const { code, out, errors } = await typed(`${words} npx liaison doctor --json`, tmpdir());
    expect(errors).toBe('');
    return { code, ...(JSON.parse(out) as Omit<Examination, 'code'>) };
  };
  /** Asks again until it finds a fault. */
  const found = (area: string, message: RegExp): Promise<Finding> =>
    until(
      `${area}: ${String(message)}`,
      async () => of(await examined(), area).find((finding) => message.test(finding.message)),
      PATIENCE_MS,
    );

  it('finds nothing broken where nothing is, and ends with 0', async () => {
    const whole = await examined();
    expect(whole.items.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
    expect({ code: whole.code, fail: whole.fail }).toEqual({ code: 0, fail: 0 });
    const areas = new Set(whole.items.map(({ area }) => area));
    for (const area of [
      'engine',
      'streams',
      'apps',
      'lags',
      'clock',
      'disk',
      'master key',
      'tombstones',
      'store',
    ]) {
      expect(areas).toContain(area);
      expect([area, fault(whole, area)]).toEqual([area, undefined]);
    }
    // A laptop's engine; what is not fine has a remedy.
    expect(of(whole, 'durability').map(({ verdict }) => verdict)).toEqual(['WARN', 'WARN']);
    for (const { verdict, fix } of whole.items) expect(fix !== undefined).toBe(verdict !== 'OK');
    expect(
      (await examined({ LIAISON_PRODUCTION: 'true', LIAISON_FOR_TESTS: undefined })).code,
    ).toBe(1);
  });

  it.each([
    ['7000', 'FAIL'],
    ['-2500', 'WARN'],
  ])('finds a clock that is %s ms off', async (offset, verdict) => {
    const clock = fault(await examined({ LIAISON_CLOCK_OFFSET_MS: offset }), 'clock');
    expect(clock).toMatchObject({ verdict, fix: expect.stringContaining('NTP') });
    const told = Number(/clock is (\d+) ms/.exec(clock?.message ?? '')?.[1]);
    expect(Math.abs(told - Math.abs(Number(offset)))).toBeLessThan(500);
  });

  it('finds a master key that others may read, or that nobody named', async () => {
    const key = join(system.data, 'master.key');
    await chmod(key, 0o644);
    expect(fault(await examined(), 'master key')).toMatchObject({
      verdict: 'FAIL',
      message: expect.stringContaining(`chmod 600 ${key}`),
    });
    await chmod(key, 0o600);
    const unnamed = await examined({ LIAISON_MASTER_KEY_FILE: undefined });
    expect(fault(unnamed, 'master key')).toMatchObject({ verdict: 'WARN' });
    const wrong = await examined({ LIAISON_MASTER_KEY_FILE: '/no/such/key' });
    expect(fault(wrong, 'settings')?.message).toContain('LIAISON_MASTER_KEY_FILE');
  });

  it('finds a list of erased users that is old, changed, open to others, or gone', async () => {
    const list = listOf(system);
    const older = await readFile(list, 'utf8');
    const { user } = await addPerson(system, 'erased');
    await accepted(system, 'auth', 'user.erase', { user });
    const current = await until('she is listed', async () => {
      const text = await readFile(list, 'utf8');
      return text !== older && text;
    });
    await until('her key is destroyed', async () =>
      of(await examined(), 'tombstones').some(({ message }) => message.startsWith('1 erased')),
    );
    const finding = async (text: string): Promise<Finding | undefined> => {
      await writeFile(list, text, { mode: 0o600 });
      return fault(await examined(), 'tombstones');
    };
    expect(await finding(older)).toMatchObject({
      verdict: 'WARN',
      message: expect.stringContaining('lacks 1 of 1 erased users'),
      fix: expect.stringContaining('liaison tombstones >'),
    });
    expect(await finding(current.replace(user, 'somebody'))).toMatchObject({
      verdict: 'FAIL',
      message: expect.stringContaining('line 2 of the list'),
    });
    await rm(list);
    expect(fault(await examined(), 'tombstones')).toMatchObject({
      verdict: 'FAIL',
      message: `${list} is not there; without it no backup is restored`,
    });
    expect(await finding(current)).toBeUndefined();
    await chmod(list, 0o644);
    const open = fault(await examined(), 'tombstones');
    expect(open).toMatchObject({ verdict: 'WARN', fix: expect.stringContaining('chmod 600') });
    await chmod(list, 0o600);
  });

  it('says what it cannot see without the account SYS', async () => {
    const blind = await examined({ LIAISON_NATS_SYSTEM_SEED_FILE: undefined });
    for (const area of ['durability', 'disk']) {
      expect(of(blind, area).at(-1)).toMatchObject({
        verdict: 'WARN',
        fix: expect.stringContaining('LIAISON_NATS_SYSTEM_SEED_FILE'),
      });
    }
  });

  it('finds a stream that is missing, changed, or of other partitions', async () => {
    const jsm = await jetstreamManager(system.operator);
    const { config } = await jsm.streams.info('STATE');
    await jsm.streams.update('STATE', { ...config, max_age: 3_600_000_000_000 });
    await jsm.streams.delete('SHOWN');
    const streams = of(await examined(), 'streams');
    expect(streams).toHaveLength(2);
    expect(streams).toContainEqual(
      expect.objectContaining({ verdict: 'FAIL', message: 'SHOWN is missing' }),
    );
    expect(streams).toContainEqual(
      expect.objectContaining({
        verdict: 'WARN',
        message: 'STATE differs from the layout in max_age',
      }),
    );
    const other = fault(await examined({ LIAISON_PARTITIONS: '8' }), 'streams');
    expect(other).toMatchObject({
      verdict: 'FAIL',
      fix: expect.stringContaining('PARTITIONS to 16'),
    });
  });

  it('finds who is gone, and what waits for them', async () => {
    await system.box('availability').signal('SIGKILL');
    await addPerson(system, 'alice');
    const gone = await found('apps', /no availability holds a lease/);
    expect(gone).toMatchObject({ verdict: 'FAIL', fix: expect.stringContaining('start avail') });
    const behind = await found('lags', /availability is behind: partition \d+ for \d+ s/);
    expect(behind.verdict).toBe('WARN');
    await system.startBox('availability');
    await found('lags', /availability is through all/);
  }, 120_000);

  it('finds that the engine does not answer', async () => {
    await system.engine.signal('SIGTERM');
    const alone = await examined();
    expect(alone.code).toBe(1);
    expect(fault(alone, 'engine')?.message).toContain('no engine answers');
  });
});
