import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { endsAtStart } from '../harness/ended-start.js';
import { typed } from '../harness/liaison.js';
import { mayEndMongodb } from '../harness/mongodb.js';
import { type Pair, pairIn, takes } from '../harness/pair.js';
import { connectAgain } from '../harness/people.js';
import { type BoxName, System } from '../harness/system.js';

const PASSWORD = 'secret-of-mine';

(mayEndMongodb ? describe : describe.skip)('a MongoDB at the start of boxes', () => {
  let data: string;
  let system: System;
  let pair: Pair;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-troubles-'));
    system = await System.start({ data, store: 'mongodb' });
    pair = await pairIn(system);
  }, 120_000);
  afterAll(async () => {
    await system?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const ready = async (box: BoxName): Promise<readonly [number, string]> => {
    const answer = await fetch(`${system.httpUrl(box)}/ready`);
    return [answer.status, await answer.text()];
  };
  const saidBy = (box: BoxName, pattern: RegExp): Promise<string> =>
    until(`${box} says ${String(pattern)}`, async () => {
      const [status, text] = await ready(box);
      return status === 503 && pattern.test(text) && text;
    });
  const isReady = (box: BoxName): Promise<unknown> =>
    until(`${box} is ready`, async () => (await ready(box))[0] === 200, 60_000);
  const adds = async (name: string): Promise<string | undefined> => {
    const person = {
      user: name,
      login: `${name}@example.org`,
      password: PASSWORD,
      displayName: name,
    };
    return (await system.command('auth', 'user.add', person)).refused?.code;
  };
  const killStore = async (): Promise<void> => {
    process.kill(Number(system.mongodb?.ready['pid']), 'SIGKILL');
    await system.mongodb?.gone;
  };

  it.each([
    [
      'a wrong password',
      (url: URL) => Object.assign(url, { username: 'me', password: PASSWORD }),
      /as me: user or password are not those/,
    ],
    [
      'another database',
      (url: URL) => Object.assign(url, { pathname: '/another' }),
      /another of MongoDB at .* holds no keys/,
    ],
    ['a URL that is none', () => `mongodb://me:${PASSWORD}@`, /LIAISON_MONGODB_URL/],
  ] as const)(
    '%s ends a box at its start, with a plain message and no password',
    async (_, change, said) => {
      const url = String(change(new URL(system.databaseUrl ?? '')));
      await endsAtStart(system, 'availability', { url, password: PASSWORD, said });
    },
  );

  it('away while boxes start is waited for: they live, say so, and work when it is back', async () => {
    await killStore();
    for (const box of ['auth', 'availability'] as const) {
      await system.box(box).signal('SIGTERM');
      system.boxes.set(box, []);
      await system.startBox(box);
    }
    for (const box of ['auth', 'availability'] as const) {
      expect((await fetch(`${system.httpUrl(box)}/health`)).status).toBe(200);
      await saidBy(box, /database liaison of MongoDB at [^ ]+ does not answer: start it/);
      expect(system.box(box).lines.join('\n')).toMatch(/"level":"warn".*does not answer: start it/);
    }
    expect(await adds('dave')).toBe('unavailable');
    const settings = {
      ...system.storeSettings,
      LIAISON_NATS_URL: system.natsUrl,
      LIAISON_NATS_SEED_FILE: system.seedFile,
      LIAISON_MASTER_KEY_FILE: join(data, 'master.key'),
    };
    const words = Object.entries(settings)
      .map(([name, value]) => `${name}='${value}'`)
      .join(' ');
    const spoken = await typed(`${words} npx liaison verify projections`, tmpdir());
    expect(spoken).toMatchObject({
      code: 1,
      out: '',
      errors: expect.stringMatching(/does not answer.*start it.*\n.*repeat it/),
    });
    await system.startMongodb();
    await Promise.all([isReady('availability'), isReady('auth')]);
    expect(await adds('dave')).toBeUndefined();
    pair.alice = await connectAgain(system, pair.alice);
    pair.bob = await connectAgain(system, pair.bob);
    await takes(pair, 'office');
  }, 120_000);
});
