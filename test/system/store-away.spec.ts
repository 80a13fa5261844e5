import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { quiet, until } from '../harness/await.js';
import { partitionOf } from '../harness/log.js';
import { scraped } from '../harness/metrics.js';
import { mayEndMongodb } from '../harness/mongodb.js';
import {
  type ConnectedTerminal,
  addPerson,
  connectNew,
  modeOf,
  profileOf,
} from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { allStored, toldOf } from '../harness/projections.js';
import { System } from '../harness/system.js';
import { Terminal } from '../harness/terminal.js';

const AWAY_MS = 60_000;
const PEOPLE = 8;
/** A terminal may send 20 requests a second. */
const PACE_MS = 100;
/** What availability may grow by meanwhile, with room for what a process takes anyway. */
const GROWTH_MAX_BYTES = 64 * 1024 * 1024;

(mayEndMongodb ? describe : describe.skip)('while the store is away', () => {
  let system: System;
  let bob: ConnectedTerminal;
  const owners: {
    readonly user: string;
    readonly login: string;
    readonly own: ConnectedTerminal;
  }[] = [];

  beforeAll(async () => {
    system = await System.start({ store: 'mongodb' });
    for (let i = 0; i < PEOPLE; i++) {
      const person = await addPerson(system, 'owner');
      const own = await connectNew(system, person);
      const away = modeOf('away', 2, { availability: { state: 'not-available' } });
      await useProfile(own.terminal, profileOf({ modes: [modeOf('office', 1), away] }));
      owners.push({ ...person, own });
    }
    bob = await connectNew(system, await addPerson(system, 'bob'));
    const contacts = owners.map(({ user }) => user);
    await useProfile(bob.terminal, profileOf({ contacts }));
    for (const user of contacts) await bob.terminal.shows(user, 'connectable');
  }, 120_000);
  afterAll(() => system?.stop());

  const ready = async (
    box: 'availability' | 'auth' = 'availability',
  ): Promise<readonly [number, string]> => {
    const answer = await fetch(`${system.httpUrl(box)}/ready`);
    return [answer.status, await answer.text()];
  };
  const memory = (): Promise<number> =>
    scraped(system.httpUrl('availability'), 'process_resident_memory_bytes');

  /** Users whose rows are to be stored. */
  const waiting = (): Promise<number> =>
    scraped(system.httpUrl('availability'), 'liaison_rows_waiting');

  /** Partitions that cannot store what they are to. */
  const stopped = (): Promise<number> =>
    scraped(system.httpUrl('availability'), 'liaison_projector_stopped_partitions');

  it('facts are folded and pushed for 60 s, at most one row of each user waits; readiness and refusals say so; nothing is lost though the owner dies', async () => {
    const { mongodb } = system;
    if (mongodb === undefined) throw new Error('no MongoDB');
    await until('it is ready', async () => (await ready())[0] === 200);
    const before = await memory();
    process.kill(Number(mongodb.ready['pid']), 'SIGKILL');
    await mongodb.gone;
    const began = performance.now();
    const told = await until('readiness says so', async () => {
      const [status, text] = await ready();
      return status === 503 && text;
    });
    expect(told).toMatch(/database liaison of MongoDB at [^ ]+ does not answer/);

    const stranger = await Terminal.open(system.terminalUrl());
    const login = { login: owners[0]?.login, password: 'a wrong one' };
    const refused = await stranger.refused('auth.login', login);
    expect(refused.refusal).toBe('unavailable');
    expect(refused.message).toContain('the store of keys does not answer');

    const last = new Map<string, string>();
    let pushed = 0;
    let waitingMax = 0;
    for (let turn = 0; performance.now() - began < AWAY_MS; turn++) {
      const [mode, state] =
        turn % 2 === 0
          ? (['away', 'not-connectable'] as const)
          : (['office', 'connectable'] as const);
      const changes = owners.map(async ({ user, own }) => {
        await own.terminal.call('mode.activate', { mode });
        await bob.terminal.shows(user, state);
        last.set(user, state);
        pushed++;
      });
      await Promise.all(changes);
      waitingMax = Math.max(waitingMax, await waiting());
      await quiet(PACE_MS);
    }
    expect(pushed).toBeGreaterThan(AWAY_MS / 100);
    // One each, of all that changed, and it is seen that they wait.
    expect(waitingMax).toBeGreaterThanOrEqual(PEOPLE);
    // Bob too, who changed before it was away, may wait.
    expect(waitingMax).toBeLessThanOrEqual(PEOPLE + 1);
    expect((await memory()) - before).toBeLessThan(GROWTH_MAX_BYTES);
    expect((await ready())[0]).toBe(503);
    expect((await ready('auth'))[0]).toBe(503);

    await system.box('availability').signal('SIGKILL');
    system.boxes.set('availability', []);
    await system.startMongodb();
    await system.startBox('availability');
    await until('it is ready again', async () => (await ready())[0] === 200, 60_000);
    for (const [user, state] of last) {
      const answer = await bob.terminal.call('connectability.get', { user });
      expect(answer).toEqual({ user, state });
    }
    await allStored(
      system,
      owners.map(({ user }) => user),
    );
    const verified = await toldOf(system, 'verify projections');
    expect(verified).toMatchObject({ code: 0, whole: true, differences: [] });
    // It looks every two seconds whether the store is back.
    await until('logins are let in again', async () => (await ready('auth'))[0] === 200);
    const [first] = owners;
    const { login: name, user = '' } = first ?? {};
    const back = await Terminal.open(system.terminalUrl());
    const again = await back.call('auth.login', { login: name, password: `secret of ${user}` });
    expect(again).toMatchObject({ user });
  }, 240_000);

  it('what was to be stored is stored when it returns to who owned it all the while', async () => {
    const { mongodb } = system;
    if (mongodb === undefined) throw new Error('no MongoDB');
    const users = owners.map(({ user }) => user);
    await until('it is ready', async () => (await ready())[0] === 200);
    process.kill(Number(mongodb.ready['pid']), 'SIGKILL');
    await mongodb.gone;
    const changes = owners.map(async ({ user, own }) => {
      const [mode, state] =
        bob.terminal.screen.get(user) === 'connectable'
          ? (['away', 'not-connectable'] as const)
          : (['office', 'connectable'] as const);
      await own.terminal.call('mode.activate', { mode });
      await bob.terminal.shows(user, state);
    });
    await Promise.all(changes);
    const partitions = new Set(await Promise.all(users.map((user) => partitionOf(system, user))));
    await until(
      'all were to be stored, and were not',
      async () => (await stopped()) >= partitions.size,
    );
    await system.startMongodb();
    await until('it is ready again', async () => (await ready())[0] === 200, 60_000);
    await allStored(system, users);
    const verified = await toldOf(system, 'verify projections');
    expect(verified).toMatchObject({ code: 0, whole: true, differences: [] });
    expect(await waiting()).toBe(0);
  }, 120_000);
});
