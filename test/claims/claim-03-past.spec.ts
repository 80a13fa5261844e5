import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { minuteComesIn, nextMinute, shiftedBy, stopBox, untilShown } from '../harness/clock.js';
import { historyOf } from '../harness/log.js';
import { type Person, addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { replaceProfile, useProfile } from '../harness/profiles.js';
import { System } from '../harness/system.js';
import type { RpcError, Terminal } from '../harness/terminal.js';

const MINUTE_MS = 60_000;
/** From the start of the system, by its clock, to the minute in which `office` begins, about. */
const LEAD_MS = 40_000;
/** At least so long before that minute everything has to be ready. */
const READY_MS = 4_000;
const PASTS = ['true', 'held', 'shown'] as const;

const offsetMs = minuteComesIn(LEAD_MS);
const nowMs = (): number => Date.now() + offsetMs;
const instant = (ms: number): string => new Date(ms).toISOString();
const local = (ms: number): string => instant(ms).slice(0, 16);
const away = modeOf('away', 2, { availability: { state: 'not-available' } });

let system: System;
beforeAll(async () => {
  system = await System.start({ env: { ...shiftedBy(offsetMs), LIAISON_SHOWN: 'true' } });
});
afterAll(async () => system?.stop());

/** A moment that is over, and that began after all that was done before. */
async function moment(): Promise<string> {
  const ms = nowMs() + 1;
  await untilShown(ms + 1, offsetMs);
  return instant(ms);
}

/** What the owner is told of a viewer, at an instant, each past read. */
async function states(owner: Terminal, viewer: string, at: string): Promise<unknown[]> {
  const told = [];
  for (const reading of PASTS) {
    const ask = { viewer, at, past: reading };
    const answer = await owner.call('explain', ask).catch((error: RpcError) => error);
    told.push('state' in answer ? answer['state'] : (answer as RpcError).refusal);
  }
  return told;
}

/** A user with a terminal, and another who watches them. */
async function twoUsers(): Promise<{
  alice: Person;
  bob: Person;
  owner: Awaited<ReturnType<typeof connectNew>>;
  watching: Terminal;
}> {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const owner = await connectNew(system, alice);
  const { terminal: watching } = await connectNew(system, bob);
  await useProfile(watching, profileOf({ contacts: [alice.user] }));
  return { alice, bob, owner, watching };
}

describe('of any instant', () => {
  it('C7.2 availability is told as the viewer’s screen showed it, whatever has come since', async () => {
    const { alice, bob, owner, watching } = await twoUsers();
    const registered = await moment();
    const { terminal } = owner;
    const seen: [string, unknown][] = [];
    const showed = async (state: string): Promise<void> => {
      await watching.shows(alice.user, state);
      seen.push([await moment(), state]);
    };
    await useProfile(terminal, profileOf({ modes: [modeOf('office', 1), away] }));
    await showed('connectable');
    await terminal.call('mode.activate', { mode: 'away' });
    await showed('not-connectable');
    await replaceProfile(terminal, profileOf({ modes: [modeOf('office', 1), onTheRoad()] }));
    await showed('in-transfer');
    await terminal.call('contact.block', { user: bob.user });
    await showed('unknown');
    await terminal.call('contact.unblock', { user: bob.user });
    await showed('in-transfer');
    await terminal.call('mode.clear');
    await showed('connectable');
    const [last] = seen.at(-1) as [string, unknown];
    await until('the last of it is recorded', async () => {
      return (await states(terminal, bob.user, last)).at(-1) === 'connectable';
    });
    for (const [at, state] of seen) {
      expect([at, await states(terminal, bob.user, at)]).toEqual([at, PASTS.map(() => state)]);
    }
    const hidden = await states(terminal, bob.user, registered);
    expect(hidden).toEqual(['unknown', 'unknown', 'not-recorded']);
    const {
      past: read,
      at,
      ...now
    } = await terminal.call('explain', {
      viewer: bob.user,
      past: 'held',
    });
    expect([read, typeof at]).toEqual(['held', 'string']);
    expect(now).toEqual(await terminal.call('explain', { viewer: bob.user }));
  });

  it('C7.2 an instant to come, one before there was anybody, and what is none are refused', async () => {
    const before = await moment();
    const { owner } = await twoUsers();
    const refused = async (ask: object): Promise<unknown> => {
      const { refusal, data } = await owner.terminal.refused('explain', ask);
      return [refusal, data?.['field']];
    };
    expect(await refused({ at: instant(nowMs() + MINUTE_MS) })).toEqual(['at-future', '/at']);
    expect(await refused({ at: before })).toEqual(['not-registered-then', '/at']);
    expect(await refused({ at: '2026-02-30T08:00:00.000Z' })).toEqual(['malformed', '/at']);
    expect((await owner.terminal.refused('explain', { at: 'yesterday' })).refusal).toBe(
      'malformed',
    );
    expect(await refused({ past: 'shown' })).toEqual(['not-recorded', '/at']);
  });

  it('C7.2 of an erased user nothing is told any more', async () => {
    const { alice, bob, owner, watching } = await twoUsers();
    await useProfile(owner.terminal, profileOf());
    await watching.shows(alice.user, 'connectable');
    const at = await moment();
    await system.command('auth', 'user.erase', { user: alice.user });
    await watching.shows(alice.user, 'unknown');
    for (const reading of PASTS) {
      const ask = { user: alice.user, viewer: bob.user, at, past: reading };
      const answer = await system.command('availability', 'explain', ask);
      expect(answer).toMatchObject({ refused: { code: 'erased' } });
    }
  });
});

describe('of a period that began while nobody could tell', () => {
  it('C3.4 is true what held from its own instant, held and shown what was believed and told', async () => {
    const { alice, bob, owner, watching } = await twoUsers();
    const nineMs = nextMinute(offsetMs, READY_MS);
    const rules = [{ start: local(nineMs), end: local(nineMs + 60 * MINUTE_MS) }];
    const modes = [modeOf('office', 1, { rules }), away];
    await useProfile(owner.terminal, profileOf({ zone: 'UTC', defaultMode: 'away', modes }));
    await watching.shows(alice.user, 'not-connectable');
    await owner.terminal.call('terminal.disconnect');
    await stopBox(system, 'availability');
    await untilShown(nineMs, offsetMs);
    await connectUnseen(alice.user, owner.id);
    const quarter = await moment();
    expect(nowMs()).toBeGreaterThan(nineMs);
    await system.startBox('availability', shiftedBy(offsetMs));
    await watching.shows(alice.user, 'connectable');
    const back = await moment();
    const { terminal } = await connectNew(system, alice);
    // It is recorded a moment after it was told.
    const isRecorded = async (): Promise<boolean> =>
      (await states(terminal, bob.user, back)).at(-1) === 'connectable';
    await until('what he was told is recorded', isRecorded);
    expect(await states(terminal, bob.user, quarter)).toEqual([
      'connectable',
      'not-connectable',
      'not-connectable',
    ]);
    expect(await states(terminal, bob.user, back)).toEqual(PASTS.map(() => 'connectable'));
    expect(await terminal.call('explain', { viewer: bob.user, at: quarter })).toMatchObject({
      past: 'true',
      mode: 'office',
      line: 8,
    });
  });
});

/** As a gateway whose terminal has come while availability is away: its connect is recorded. */
async function connectUnseen(user: string, terminal: string): Promise<void> {
  const [first] = await historyOf(system, `terminal.${user}.${terminal}`);
  const gateway = first?.data?.['gateway'];
  const connection = randomUUID();
  const data = { user, terminal, connection, gateway, network: 'websocket' };
  const answer = await system.command('access-monitor', 'terminal.connect', data);
  expect(answer).toMatchObject({ accepted: {} });
}

function onTheRoad(): Record<string, unknown> {
  return modeOf('away', 2, { availability: { state: 'transfer', number: '+33140000000' } });
}
