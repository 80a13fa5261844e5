import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { typed } from '../harness/liaison.js';
import { mayEndMongodb } from '../harness/mongodb.js';
import {
  type ConnectedTerminal,
  addPerson,
  connectAgain,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { type BoxName, System } from '../harness/system.js';

const PASSWORD = 'secret-of-mine';

(mayEndMongodb ? describe : describe.skip)('a MongoDB at the start of boxes', () => {
  let data: string;
  let system: System;
  let alice: ConnectedTerminal;
  let bob: ConnectedTerminal;
  let user: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'liaison-troubles-'));
    system = await System.start({ data, store: 'mongodb' });
    const [one, other] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
    user = one.user;
    [alice, bob] = [await connectNew(system, one), await connectNew(system, other)];
    const away = modeOf('away', 2, { availability: { state: 'not-available' } });
    await useProfile(alice.terminal, profileOf({ modes: [modeOf('office', 1), away] }));
    await useProfile(bob.terminal, profileOf({ contacts: [one.user] }));
    await bob.terminal.shows(user, 'connectable');
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
  /** What bob is told of alice when she takes a mode. */
  const takes = async (mode: 'office' | 'away'): Promise<void> => {
    await alice.terminal.call('mode.activate', { mode });
    await bob.terminal.shows(user, mode === 'office' ? 'connectable' : 'not-connectable');
  };
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
      const failure = await system.startBox('availability', { LIAISON_MONGODB_URL: url }).then(
        () => 'it started',
        (error: Error) => error.message,
      );
      expect(failure).toMatch(/ended with 1/);
      expect(failure).toMatch(/cannot start: /);
      expect(failure).toMatch(said);
      expect(failure).not.toContain(PASSWORD);
      expect(failure).not.toMatch(/(\n|\\n)\s+at /);
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
    alice = await connectAgain(system, alice);
    bob = await connectAgain(system, bob);
    await takes('office');
  }, 120_000);
});
