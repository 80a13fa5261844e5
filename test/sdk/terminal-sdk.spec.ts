import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Ended,
  type Kept,
  LineCut,
  QueueFull,
  Refused,
  Terminal,
  type TerminalOptions,
  afterCut,
  refusalCodes,
} from '@liaison/terminal-sdk';
import { until } from '../harness/await.js';
import { historyOf } from '../harness/log.js';
import { type Person, addPerson, modeOf, profileOf } from '../harness/people.js';
import { System } from '../harness/system.js';
import { LossySocket } from './lossy-socket.js';
import { Told } from './told.js';

const enrol = { kind: 'softphone', label: 'SDK' } as const;
const modes = [
  modeOf('office', 1),
  modeOf('away', 2, { availability: { state: 'not-available' } }),
];

/** They may carry a command, and yet are not sent again. */
const NOT_REPEATED = ['service.call', 'terminal.disconnect'];

let system: System;
const opened: Terminal[] = [];

/** A terminal of a person's over lines that can be cut, and what it has told. */
function terminalOf({ login, password }: Person, options: Partial<TerminalOptions> = {}): Told {
  const given = { url: system.terminalUrl(), WebSocket: LossySocket, enrol, random: () => 0 };
  const terminal = new Terminal({ ...given, login: { login, password }, ...options });
  opened.push(terminal);
  return new Told(terminal);
}

/** One who has a profile with the modes office and away, and uses it. */
async function withProfile(contacts: readonly string[] = []): Promise<[Person, Told]> {
  const person = await addPerson(system, 'alice');
  const told = terminalOf(person);
  await told.terminal.connect();
  const profile = profileOf({ contacts, modes });
  await told.terminal.call('profile.upload', { profile } as never);
  await told.terminal.call('profile.activate', { profile: 'work' });
  return [person, told];
}

async function enrolled(user: string): Promise<number> {
  const facts = await historyOf(system, `account.${user}`);
  return facts.filter(({ type }) => type.includes('terminal-enrolled')).length;
}

beforeAll(async () => {
  system = await System.start();
});
afterEach(async () => {
  LossySocket.heal();
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => system.stop());

describe('what the SDK knows of the protocol', () => {
  interface Served {
    readonly operations: Record<string, { action: string; channel: { $ref: string } }>;
    readonly components: { readonly schemas: Record<string, object> };
  }
  let served: Served;
  beforeAll(async () => {
    const answer = await fetch(`${system.httpUrl('gateway')}/asyncapi.json`);
    served = (await answer.json()) as Served;
  });

  it('is every method the server has, and which of them carry a command', () => {
    const methods = Object.entries(served.operations)
      .filter(
        ([, { action, channel }]) => action === 'receive' && channel.$ref.endsWith('/terminal'),
      )
      .map(([name]) => name);
    expect(methods.length).toBeGreaterThan(30);
    expect(Object.keys(afterCut)).toEqual(expect.arrayContaining(methods));
    for (const [name, after] of Object.entries(afterCut)) {
      if (!methods.includes(name)) continue;
      const request = JSON.stringify(served.components.schemas[`${name}.request`]);
      const mayCarry = after === 'repeat' || NOT_REPEATED.includes(name);
      expect([name, request.includes('"command":')]).toEqual([name, mayCarry]);
    }
  });

  it('is every code of the catalogue', () => {
    const schema = JSON.stringify(served.components.schemas['error']);
    const codes = /"code":\{"type":"string","enum":(\[[^\]]*\])/.exec(schema)?.[1] ?? '[]';
    const catalogue = JSON.parse(codes) as string[];
    expect(catalogue.length).toBeGreaterThan(50);
    expect(refusalCodes).toEqual(expect.arrayContaining(catalogue));
  });
});

describe('a terminal by the SDK', () => {
  it('is told its contacts, each change of theirs, and its own', async () => {
    const [bob, bobs] = await withProfile();
    const [alice, alices] = await withProfile([bob.user]);
    const there = JSON.stringify([[bob.user, 'connectable']]);
    await alices.until('snapshot', ({ contacts }) => JSON.stringify(contacts) === there);
    await bobs.terminal.call('mode.activate', { mode: 'away' });
    await alices.until('connectability', ({ state }) => state === 'not-connectable');
    await bobs.until('self', ({ mode }) => mode === 'away');
    const state = await bobs.terminal.call('connectability.get', { user: alice.user });
    expect(state).toEqual({ user: alice.user, state: 'connectable' });
  });

  it('is refused in words of the catalogue, each fault with its pointer', async () => {
    const [, { terminal }] = await withProfile();
    const profile = profileOf({ profile: 'bad', zone: 'Mars/Olympus', defaultMode: 'gone' });
    const refused = await caught(terminal.call('profile.upload', { profile } as never));
    expect(refused).toBeInstanceOf(Refused);
    expect((refused as Refused).code).toBe('invalid-profile');
    const fields = (refused as Refused).faults.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(['/zone', '/defaultMode']));
  });

  it('with a wrong password never is', async () => {
    const person = await addPerson(system, 'mallory');
    const told = terminalOf({ ...person, password: 'guessed' });
    const refused = await caught(told.terminal.connect());
    expect(refused).toMatchObject({ name: 'Refused', code: 'not-authenticated' });
    expect(await caught(told.terminal.call('profile.list'))).toBe(refused);
    expect(told.line()).toEqual(['connecting', 'ended']);
  });

  it('takes so many requests at once, and no more', async () => {
    const person = await addPerson(system, 'busy');
    const { terminal } = terminalOf(person, { queueMax: 2 });
    const first = [terminal.call('profile.list'), terminal.call('terminal.list')];
    expect(await caught(terminal.call('profile.list'))).toBeInstanceOf(QueueFull);
    await terminal.connect();
    expect(await Promise.all(first)).toHaveLength(2);
    await terminal.call('profile.list');
  });

  it('renews its token on the connection, and is enrolled once in all its runs', async () => {
    const person = await addPerson(system, 'regular');
    const kept: Kept[] = [];
    const keep = (news: Kept): void => void kept.push(news);
    const first = terminalOf(person, { keep, renewAfterMs: 50 });
    await first.terminal.connect();
    const refresh = kept.at(-1)?.refresh;
    await until('the token is renewed', () => {
      return kept.at(-1)?.refresh !== undefined && kept.at(-1)?.refresh !== refresh;
    });
    expect(first.line()).toEqual(['connecting', 'connected']);
    await first.terminal.close();
    // Without the password: what was kept is enough.
    const url = system.terminalUrl();
    const again = new Terminal({ url, enrol, WebSocket: LossySocket, kept: kept.at(-1) ?? {} });
    opened.push(again);
    expect((await again.connect()).terminal).toBe(kept.at(-1)?.terminal);
    expect(await enrolled(person.user)).toBe(1);
  });

  it('comes back after a cut, and has done what it was asked to exactly once', async () => {
    const [alice, told] = await withProfile();
    const second = { profile: profileOf({ profile: 'second' }) } as never;
    LossySocket.loseNextAnswer();
    // Done twice, it would be refused the second time: it has to be new.
    const { version } = await told.terminal.call('profile.upload', second);
    expect(told.line().slice(1)).toEqual(['connected', 'waiting', 'connecting', 'connected']);
    const facts = await historyOf(system, `profile.${alice.user}`);
    const uploads = facts.filter(({ type }) => type.includes('uploaded'));
    expect(uploads.map(({ revision }) => revision).at(-1)).toBe(version);
    expect(uploads).toHaveLength(2);
    expect(await enrolled(alice.user)).toBe(1);
    expect(told.of('snapshot').at(-1)?.self.profile).toBe('work');
  });

  it('says of a call to a service that its outcome is not known', async () => {
    const [, { terminal }] = await withProfile();
    LossySocket.loseNextAnswer();
    const call = { service: 'none', operation: 'x', payload: null };
    expect(await caught(terminal.call('service.call', call))).toBeInstanceOf(LineCut);
  });

  it.each(['superseded', 'kicked', 'revoked'] as const)('ends when it is %s', async (code) => {
    const [person, told] = await withProfile();
    const { terminal } = await told.terminal.connect();
    await endings[code](person, terminal);
    await told.until('closing', (closing) => closing.code === code);
    const error = await caught(told.terminal.call('profile.list'));
    expect(error).toBeInstanceOf(Ended);
    expect(error).toMatchObject({ code });
    expect(told.line()).toEqual(['connecting', 'connected', 'ended']);
  });
});

type Ending = (person: Person, terminal: string) => Promise<unknown>;
const endings: Readonly<Record<'superseded' | 'kicked' | 'revoked', Ending>> = {
  superseded: (person, terminal) => terminalOf(person, { kept: { terminal } }).terminal.connect(),
  kicked: async (person, terminal) => {
    const other = terminalOf(person);
    await other.terminal.connect();
    await other.terminal.call('terminal.remove', { terminal });
  },
  revoked: ({ user }) => system.command('auth', 'user.erase', { user }),
};

/** What a promise is rejected with. */
async function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing',
    (error: unknown) => error,
  );
}
