import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineServer } from '@liaison/bus';
import { describe, expect, it } from '@jest/globals';
import { judgedClock } from './clock.js';
import { judgedDisk } from './disk.js';
import { durabilityOf } from './durability.js';
import { judgedLags, judgedParked } from './lags.js';
import { judgedRows } from './rows.js';
import { installed, nodeVersion } from './versions.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

it.each([
  ['20.19.0', 'OK'],
  ['22.0.0', 'OK'],
  ['20.18.9', 'FAIL'],
  ['18.20.0', 'FAIL'],
])('node %s is %s', (version, verdict) => {
  expect(nodeVersion(version)).toMatchObject({ area: 'versions', verdict });
});

it.each([
  [{ aheadMs: 0, uncertainMs: 1 }, 'OK'],
  [{ aheadMs: 999, uncertainMs: 0 }, 'OK'],
  [{ aheadMs: -1_100, uncertainMs: 5 }, 'WARN'],
  [{ aheadMs: 1_100, uncertainMs: 200 }, 'OK'],
  [{ aheadMs: 4_999, uncertainMs: 0 }, 'WARN'],
  [{ aheadMs: 5_000, uncertainMs: 0 }, 'FAIL'],
  [{ aheadMs: -60_000, uncertainMs: 0 }, 'FAIL'],
])('a clock that stands at %j is %s', (difference, verdict) => {
  expect(judgedClock(difference)).toMatchObject({ area: 'clock', verdict });
});

it.each([
  [100 * GIB, 200 * GIB, 'OK'],
  [3 * GIB, 20 * GIB, 'OK'],
  [19 * GIB, 200 * GIB, 'WARN'],
  [1.9 * GIB, 10 * GIB, 'WARN'],
  [255 * MIB, 300 * MIB, 'FAIL'],
  [0, 0, 'FAIL'],
])('%d bytes free of %d are %s', (freeBytes, sizeBytes, verdict) => {
  expect(judgedDisk('a disk', { freeBytes, sizeBytes })).toMatchObject({ area: 'disk', verdict });
});

describe('what a reader is behind', () => {
  const nowMs = 1_000_000;
  const waiting = (of: string, ms: number) => ({
    reader: 'availability',
    of,
    waitingSinceMs: nowMs - ms,
  });

  it.each([
    [[], 'OK', 'through all of 0'],
    [[{ reader: 'availability', of: 'partition 3' }], 'OK', 'through all of 1'],
    [[waiting('partition 3', 9_000)], 'OK', 'through all of 1'],
    [[waiting('partition 3', 11_000)], 'WARN', 'behind: partition 3 for 11 s'],
    [
      [waiting('partition 3', 11_000), waiting('partition 5', 61_000)],
      'FAIL',
      'behind: partition 5 for 61 s, partition 3 for 11 s',
    ],
    [
      [1, 2, 3, 4, 5].map((p) => waiting(`partition ${p}`, 20_000 - p)),
      'WARN',
      'partition 4 for 20 s and 1 more',
    ],
  ])('%j is %s', (lags, verdict, message) => {
    const finding = judgedLags('availability', lags, nowMs);
    expect(finding).toMatchObject({ verdict, message: expect.stringContaining(message) });
  });

  it('and could not fold, is to be looked at', () => {
    expect(judgedParked(new Map([['service.weather', 3]]))).toMatchObject({ verdict: 'OK' });
    const parked = new Map([['projector.availability', 2]]);
    expect(judgedParked(parked)).toMatchObject({
      verdict: 'WARN',
      message: expect.stringContaining('availability 2'),
    });
  });
});

const server = (sync: EngineServer['sync']): EngineServer => ({
  name: 'n1',
  sync,
  store: '/var/lib/nats',
  storedBytes: 0,
  storeMaxBytes: GIB,
});

describe('durability', () => {
  const late = server({ everyMs: 120_000 });

  it.each([
    [[server('always')], { replicas: 3, production: true }, ['OK', 'OK']],
    [[server('always')], { replicas: 1, production: false }, ['WARN', 'OK']],
    [[late], { replicas: 1, production: false }, ['WARN', 'WARN']],
    [[server('always'), late], { replicas: 2, production: true }, ['FAIL', 'FAIL']],
    [undefined, { replicas: 3, production: true }, ['OK', 'WARN']],
  ])('%j with %j is %j', (servers, settings, verdicts) => {
    expect(durabilityOf(servers, settings).map(({ verdict }) => verdict)).toEqual(verdicts);
  });
});

it('installed packages are compared with the lock file', async () => {
  const checkout = await mkdtemp(join(tmpdir(), 'liaison-lock-'));
  const put = (file: string, packages: object): Promise<void> =>
    writeFile(join(checkout, file), JSON.stringify({ packages }));
  const a = 'node_modules/a';
  const b = 'node_modules/b';
  expect(await installed(checkout)).toEqual([]);
  await put('package-lock.json', { [a]: { version: '1.0.0' }, [b]: { optional: true } });
  expect(await installed(checkout)).toMatchObject([{ verdict: 'FAIL' }]);
  await mkdir(join(checkout, 'node_modules'));
  await put('node_modules/.package-lock.json', { [a]: { version: '1.0.0' } });
  expect(await installed(checkout)).toMatchObject([{ verdict: 'OK' }]);
  await put('node_modules/.package-lock.json', { [a]: { version: '1.0.1' } });
  expect(await installed(checkout)).toMatchObject([{ verdict: 'WARN', fix: 'run `npm ci`' }]);
  await rm(checkout, { recursive: true });
});

it.each([
  [[], 'OK', /no rows were stored yet/],
  [['availability'], 'OK', /rows of version 3/],
  [['availability', 'availability-rebuild', 'parking'], 'OK', /rows of version 3/],
  [['availability', 'availability-v4'], 'WARN', /those of version 4, which a newer program wrote/],
] as const)('rows under %j are %s', (names, verdict, message) => {
  const found = judgedRows(new Map(names.map((name) => [name, 16])), 3);
  expect(found).toMatchObject({ area: 'store', verdict, message: expect.stringMatching(message) });
});

it('rows of before an upgrade are to look at', () => {
  const names = new Map([
    ['availability', 16],
    ['availability-v4', 16],
  ]);
  expect(judgedRows(names, 4)).toMatchObject({
    verdict: 'WARN',
    fix: expect.stringContaining('ten minutes'),
  });
});
