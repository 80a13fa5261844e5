import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { scraped } from '../harness/metrics.js';
import { type Database, mayEndMongodb, startDatabase } from '../harness/mongodb.js';
import { type Pair, pairIn, takes } from '../harness/pair.js';
import { endProgram } from '../harness/processes.js';
import { allStored, toldOf } from '../harness/projections.js';
import { Proxy } from '../harness/proxy.js';
import { System } from '../harness/system.js';

const SLOW_MS = 2_000;
/** A change shows on a viewer's terminal within this time. */
const PUSHED_WITHIN_MS = 1_000;
const CHANGES = 4;

(mayEndMongodb ? describe : describe.skip)('while every answer of the store comes 2 s late', () => {
  let data: string;
  let database: Database;
  let line: Proxy;
  let system: System;
  let pair: Pair;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-slow-'));
    database = await startDatabase(join(data, 'mongodb'));
    line = await Proxy.to(database.url);
    // What it says is no lines of text.
    line.alter((bytes) => bytes);
    const databaseUrl = `${line.url}/liaison?directConnection=true`;
    system = await System.start({ data, databaseUrl });
    pair = await pairIn(system);
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await line?.stop();
    if (database?.server !== undefined) await endProgram(database.server);
    await rm(data, { recursive: true, force: true });
  });

  const ready = async (box: 'availability' | 'auth'): Promise<number> =>
    (await fetch(`${system.httpUrl(box)}/ready`)).status;
  const waiting = (): Promise<number> =>
    scraped(system.httpUrl('availability'), 'liaison_rows_waiting');

  it('changes show within a second, all boxes stay ready, and nothing is lost', async () => {
    await until('they are ready', async () => (await ready('availability')) === 200);
    line.slow(SLOW_MS);
    const [took, told, waited]: [number[], number[], number[]] = [[], [], []];
    for (let turn = 0; turn < CHANGES; turn++) {
      const mode = turn % 2 === 0 ? 'away' : 'office';
      const began = performance.now();
      await takes(pair, mode);
      took.push(performance.now() - began);
      waited.push(await waiting());
      // Into the time in which what came before is being stored.
      await until('it has been stored for a while', () => performance.now() - began > SLOW_MS / 2);
      told.push(await ready('availability'), await ready('auth'));
    }
    expect(Math.max(...took)).toBeLessThan(PUSHED_WITHIN_MS);
    expect(new Set(told)).toEqual(new Set([200]));
    expect(Math.max(...waited)).toBeGreaterThanOrEqual(1);
    await allStored(system, [pair.user]);
    line.slow(0);
    const verified = await toldOf(system, 'verify projections');
    expect(verified).toMatchObject({ code: 0, whole: true, differences: [] });
    const { user, bob } = pair;
    const answer = await bob.terminal.call('connectability.get', { user });
    expect(answer).toEqual({ user, state: 'connectable' });
  }, 60_000);
});
