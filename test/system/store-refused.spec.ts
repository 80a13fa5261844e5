import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { endsAtStart } from '../harness/ended-start.js';
import { GuardedMongodb, PASSWORD } from '../harness/guarded-mongodb.js';
import { mayEndMongodb } from '../harness/mongodb.js';
import { type Pair, pairIn, takes } from '../harness/pair.js';
import { older, secondary } from '../harness/other-mongodb.js';
import { allStored, toldOf } from '../harness/projections.js';
import type { Proxy } from '../harness/proxy.js';
import { type BoxName, System } from '../harness/system.js';

/** Two attempts to store, and two looks at whether it may be used again. */
const ATTEMPTS_MS = 5_000;
const asItIs = (bytes: Buffer): Buffer => bytes;

(mayEndMongodb ? describe : describe.skip)('a MongoDB that may not be used', () => {
  let data: string;
  let store: GuardedMongodb;
  let system: System;
  let pair: Pair;
  const lines: Proxy[] = [];

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-refused-'));
    store = await GuardedMongodb.start(join(data, 'mongodb'));
    system = await System.start({ data, databaseUrl: store.url() });
    pair = await pairIn(system);
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await Promise.all(lines.map((line) => line.stop()));
    await store?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const ready = async (box: BoxName): Promise<readonly [number, string]> => {
    const answer = await fetch(`${system.httpUrl(box)}/ready`);
    return [answer.status, await answer.text()];
  };
  const adds = async (name: string): Promise<string | undefined> => {
    const login = `${name}@example.org`;
    const person = { user: name, login, password: PASSWORD, displayName: name };
    return (await system.command('auth', 'user.add', person)).refused?.code;
  };
  /** Its readiness and commands say so; facts are pushed. */
  async function isTold(said: RegExp): Promise<void> {
    await takes(pair, 'away');
    // Who needs a key is the first to feel it.
    expect(await adds('carol')).toBe('unavailable');
    for (const box of ['availability', 'auth'] as const) {
      await until(`${box} says so`, async () => {
        const [status, text] = await ready(box);
        return status === 503 && said.test(text);
      });
    }
    await takes(pair, 'office');
  }
  /** It is used again, without anybody starting a box, and has everything. */
  async function isWhole(name: string): Promise<void> {
    for (const box of ['availability', 'auth', 'access-monitor'] as const) {
      await until(`${box} is ready`, async () => (await ready(box))[0] === 200);
    }
    expect(await adds(name)).toBeUndefined();
    await allStored(system, [pair.user, name]);
    // Who was away may have destroyed keys meanwhile: alice's is fetched anew, and known from now on.
    await takes(pair, 'office');
  }

  it.each([
    ['that is too old', 'auth', older, [], /it is version 5\..*6\.0 or newer .*upgrade it/],
    ['that takes no writes', 'availability', secondary, [], /name all members of the replica set/],
    [
      'that its user may only read',
      'access-monitor',
      asItIs,
      ['reader'],
      /grant the role readWrite/,
    ],
    [
      "with another log's keys",
      'service-registry',
      asItIs,
      ['admin', 'theirs'],
      /theirs of MongoDB at .* holds another log's keys, .*name this log's own database/,
    ],
  ] as const)('%s ends a box at its start, which says what to do', async (...row) => {
    const [, box, alter, [who, database], said] = row;
    const line = await store.lineBeside();
    lines.push(line);
    line.alter(alter);
    const url = store.url(line, who, database);
    await endsAtStart(system, box, { url, password: PASSWORD, said });
  });

  it('that becomes too old is named by readiness and refusals until it is new enough; facts are pushed, and all is stored then', async () => {
    store.line.alter(older);
    store.breakLines();
    await isTold(/it is version 5\..*6\.0 or newer is needed: upgrade it/);
    store.line.alter(asItIs);
    await isWhole('dave');
  });

  it('that takes its rights from us is, until it gives them back', async () => {
    await store.allow(false);
    await isTold(/the user may not do what is needed: grant the role readWrite/);
    await store.allow(true);
    await isWhole('erin');
  });

  // Whose files may not grow is told by Linux alone.
  (process.platform === 'linux' ? it : it.skip)(
    'that has no room for its files is named, once in the log, until it has',
    async () => {
      const said = /database liaison of MongoDB at .*(room on its disk|does not answer).*start it/;
      const { lines: logged } = system.box('availability');
      const before = logged.length;
      await store.fill();
      await isTold(said);
      const verifying = expect(toldOf(system, 'verify projections')).rejects.toThrow(said);
      await Promise.all([verifying, quiet(ATTEMPTS_MS)]);
      const told = logged.slice(before).filter((line) => said.test(line));
      expect(told.length).toBeGreaterThan(0);
      // The store says it, and the projector that its rows are not stored.
      expect(told.length).toBeLessThanOrEqual(2);
      expect((await ready('availability'))[0]).toBe(503);
      await store.startAgain();
      await isWhole('frank');
      const verified = await toldOf(system, 'verify projections');
      expect(verified).toMatchObject({ code: 0, whole: true, differences: [] });
    },
  );
});
