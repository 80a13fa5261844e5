import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidV7Ms } from '@liaison/contracts';
import { House } from '../../fixtures/house.js';
import { stateOf } from '../../fixtures/stage.js';
import type { Terminal } from '../../fixtures/terminal.js';
import { NETWORKS } from './networks.js';

/** The contract of networks: what a terminal asks is answered alike, whatever line it is on. */
describe.each(NETWORKS)('a terminal on the network %s', (network) => {
  let house: House;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  const connected = (user: string): Promise<Terminal> => house.connected(user, { network });

  it('connects: the result, and the snapshot as the next message', async () => {
    await house.stage.putState('bob', stateOf('connectable'));
    house.stage.setSelf('alice', { contactsRevision: 4, contacts: ['bob'] });
    const terminal = await connected('alice');
    expect(terminal.frames.map((frame) => frame['method'] ?? 'answer')).toEqual([
      'answer',
      'snapshot',
    ]);
    const [answer, snapshot] = terminal.frames as [never, never];
    expect(answer['result']).toMatchObject({ user: 'alice', terminal: 'alice-1' });
    expect(snapshot['params']).toMatchObject({ revision: 4, contacts: [['bob', 'connectable']] });
    const [asked] = house.others.of('terminal.connect');
    expect(asked).toMatchObject({ app: 'access-monitor', actor: 'user/alice/alice-1' });
    expect(asked?.data).toMatchObject({ user: 'alice', terminal: 'alice-1', network });
    await house.stage.putState('bob', stateOf('not-connectable'));
    expect(await terminal.note('connectability')).toEqual({
      user: 'bob',
      state: 'not-connectable',
      n: 1,
    });
  });

  it('may only log in, enrol and connect before', async () => {
    const terminal = await house.terminal(network);
    expect(await terminal.codeOf('profile.list')).toBe('not-authenticated');
    const token = await house.others.token('ida');
    house.others.answers.set('terminal.enrol', () => ({
      accepted: { result: { terminal: 't1' } },
    }));
    const enrol = { token, kind: 'phone', label: 'P' };
    expect((await terminal.ask('terminal.enrol', enrol)).result).toEqual({ terminal: 't1' });
    expect(house.others.of('terminal.enrol')[0]).toMatchObject({
      app: 'auth',
      actor: 'user/ida',
      data: { user: 'ida', kind: 'phone', label: 'P' },
    });
    expect(await terminal.codeOf('mode.clear')).toBe('not-connected');
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 't1' })).toBe('accepted');
    expect(await terminal.codeOf('mode.clear')).toBe('accepted');
    const again = await terminal.codeOf('terminal.connect', { token, terminal: 't1' });
    expect(again).toBe('already-connected');
  });

  it('shows a token of its own user, and a terminal of its own', async () => {
    const terminal = await house.terminal(network);
    const token = await house.others.token('eve');
    expect(await terminal.codeOf('terminal.connect', { token: 'x', terminal: 'e' })).toBe(
      'not-authenticated',
    );
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 'foreign' })).toBe(
      'unknown-terminal',
    );
    expect(await terminal.codeOf('terminal.connect', { token, terminal: 'eve-1' })).toBe(
      'accepted',
    );
    const others = { token: await house.others.token('fay'), kind: 'phone', label: 'P' };
    expect(await terminal.codeOf('terminal.enrol', others)).toBe('not-permitted');
    const stolen = { token: await house.others.token('fay'), refresh: 'r', user: 'fay' };
    house.others.answers.set('auth.login', () => ({ accepted: { result: stolen } }));
    const login = { login: 'fay', password: 'p' };
    expect(await terminal.codeOf('auth.login', login)).toBe('not-permitted');
  });

  it('has its requests taken to who answers them, with what the gateway knows', async () => {
    const terminal = await connected('gus');
    const command = '019b8d2b-8c00-7b2a-8000-000000000001';
    expect((await terminal.ask('mode.activate', { mode: 'office', command })).result).toEqual({
      changed: true,
    });
    expect(house.others.of('mode.activate').at(-1)).toMatchObject({
      app: 'access-monitor',
      command,
      actor: 'user/gus/gus-1',
      data: { user: 'gus', mode: 'office' },
    });
    await terminal.ask('contact.block', { user: 'bob' });
    const block = house.others.of('contact.block').at(-1);
    expect(block).toMatchObject({ app: 'availability', data: { user: 'gus', viewer: 'bob' } });
    expect(uuidV7Ms(block?.command ?? '')).toBeGreaterThan(0);
    house.others.answers.set('profile.list', () => ({ accepted: { result: { items: [] } } }));
    expect((await terminal.ask('profile.list')).result).toEqual({ items: [] });
    expect(house.others.of('profile.list').at(-1)?.command).toBeUndefined();
  });

  it('is told the command to repeat where the outcome is unknown', async () => {
    const terminal = await connected('hal');
    house.others.answers.set('mode.clear', ({ command }) => ({ unknown: { command: command! } }));
    const { error } = await terminal.ask('mode.clear');
    house.others.answers.delete('mode.clear');
    const sent = house.others.of('mode.clear').at(-1)?.command;
    expect(error?.data).toMatchObject({ code: 'outcome-unknown', command: sent });
  });

  it('is told every fault of its params, and which method there is none of', async () => {
    const terminal = await connected('ivy');
    const { error } = await terminal.ask('mode.activate', { until: 5 });
    expect(error).toMatchObject({
      code: -32602,
      data: {
        code: 'malformed',
        faults: [{ field: '/mode' }, { field: '/until' }],
      },
    });
    expect((await terminal.ask('mode.fly')).error).toMatchObject({
      code: -32601,
      data: { code: 'unknown-method' },
    });
  });

  it('asks about strangers, and retracts, on a grid of 25 ms; as often as the owner of their partition lets them', async () => {
    house.others.answers.set('connectability.get', ({ data }) => ({
      accepted: { result: { user: data['target'], state: 'unknown' } },
    }));
    const terminal = await connected('jan');
    const began = performance.now();
    const { result } = await terminal.ask('connectability.get', { user: 'nobody' });
    expect(performance.now() - began).toBeGreaterThanOrEqual(24);
    expect(result).toEqual({ user: 'nobody', state: 'unknown' });
    const ask = (n: number) => terminal.ask('connectability.get', { user: `n${n}` });
    const codes = await Promise.all(Array.from({ length: 31 }, (_, n) => ask(n)));
    const refused = codes.filter(({ error }) => error !== undefined);
    expect(refused).toHaveLength(2);
    expect(refused[0]?.error?.data).toMatchObject({
      code: 'too-many-requests',
      retryAfterMs: 5_000,
    });
    expect(house.others.of('connectability.get')).toHaveLength(30);
    house.others.answers.set('authorisation.retract', () => ({ accepted: { result: {} } }));
    const retracted = performance.now();
    await terminal.ask('authorisation.retract', { user: 'nobody' });
    expect(performance.now() - retracted).toBeGreaterThanOrEqual(24);
  });

  it('may send 60 requests at once, then has to wait', async () => {
    const terminal = await connected('kim');
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => terminal.ask('profile.list')),
    );
    const seconds = (performance.now() - began) / 1_000;
    const limited = answers.filter(({ error }) => error?.data.code === 'too-many-requests');
    expect(limited.length).toBeGreaterThan(10);
    expect(limited[0]?.error?.data['retryAfterMs']).toBeGreaterThan(0);
    const accepted = answers.filter(({ result }) => result !== undefined).length;
    expect(accepted).toBeGreaterThanOrEqual(59);
    expect(accepted).toBeLessThanOrEqual(Math.ceil(60 + 20 * seconds));
  });
});
