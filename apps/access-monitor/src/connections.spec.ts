import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { RunningMonitor } from './fixtures/running-monitor.js';

describe('the access monitor', () => {
  let monitor: RunningMonitor;
  let url: string;
  beforeAll(async () => {
    monitor = await RunningMonitor.start();
    await monitor.gateway('g1', 30);
    ({ url } = await monitor.replica());
  }, 30_000);
  afterAll(() => monitor.stop(), 30_000);

  const lastSeen = '2026-01-05T08:00:00.000Z';
  const end = (user: string, connection: string) =>
    monitor.send('terminal.disconnect', {
      user,
      terminal: 'phone',
      connection,
      cause: 'closed',
      lastSeen,
    });

  describe('a terminal connects', () => {
    it('if it is enrolled, and the fact says through which gateway', async () => {
      await monitor.accounts.add('anna', 'phone');
      const reply = await monitor.connect('anna', 'phone', 'c1', 'g1');
      const fact = await monitor.last('anna', 'phone');
      expect(reply).toMatchObject({
        accepted: { fact: fact?.id, sequence: expect.any(Number), result: {} },
      });
      expect(fact?.data).toEqual({ connection: 'c1', gateway: 'g1', network: 'websocket' });
    });

    it('a second time, and takes the place of the first connection', async () => {
      await monitor.accounts.add('bea', 'phone');
      await monitor.connect('bea', 'phone', 'c1', 'g1');
      await monitor.connect('bea', 'phone', 'c2', 'g1');
      const fact = await monitor.last('bea', 'phone');
      expect(fact?.data).toMatchObject({ connection: 'c2', replaced: 'c1' });
      expect(fact?.revision).toBe(2);
    });

    it('once a command, however often it is sent', async () => {
      await monitor.accounts.add('bert', 'phone');
      const reply = await monitor.connect('bert', 'phone', 'c1', 'g1');
      const again = await monitor.connect('bert', 'phone', 'c1', 'g1');
      expect(again).toEqual(reply);
    });

    it.each([
      ['of nobody', 'nobody', 'phone', 'not-registered'],
      ['that was never enrolled', 'carl', 'tablet', 'unknown-terminal'],
      ['that was removed', 'carl', 'old', 'unknown-terminal'],
      ['of somebody suspended', 'dora', 'phone', 'suspended'],
      ['of somebody erased', 'emil', 'phone', 'erased'],
    ])('never one %s', async (_, user, terminal, code) => {
      if (user === 'carl' && terminal === 'tablet') {
        await monitor.accounts.add('carl', 'phone', 'old');
        await monitor.accounts.remove('carl', 'old');
      }
      if (user === 'dora') await monitor.accounts.add('dora', 'phone');
      if (user === 'dora') await monitor.accounts.suspend('dora');
      if (user === 'emil') await monitor.accounts.add('emil', 'phone');
      if (user === 'emil') await monitor.accounts.erase('emil');
      const reply = await monitor.connect(user, terminal, 'c1', 'g1');
      expect(reply).toMatchObject({ refused: { code } });
      expect(await monitor.last(user, terminal)).toBeUndefined();
    });

    it('by a login that stands, and by none that does not', async () => {
      await monitor.accounts.add('gwen', 'phone');
      const credential = await monitor.accounts.logIn('gwen');
      const whole = { user: 'gwen', terminal: 'phone', gateway: 'g1', network: 'websocket' };
      const by = (connection: string, family: string) =>
        monitor.send('terminal.connect', { ...whole, connection, family });
      expect(await by('c1', 'other')).toMatchObject({ refused: { code: 'not-authenticated' } });
      expect(await by('c1', credential)).toHaveProperty('accepted');
      await monitor.accounts.revoke('gwen', credential);
      expect(await by('c2', credential)).toMatchObject({ refused: { code: 'not-authenticated' } });
      await end('gwen', 'c1');
      await monitor.accounts.suspend('gwen');
      expect(await by('c2', credential)).toMatchObject({ refused: { code: 'suspended' } });
    });

    it('only with all that is needed', async () => {
      const reply = await monitor.send('terminal.connect', { user: 'anna', terminal: 'phone' });
      expect(reply).toMatchObject({ refused: { code: 'malformed' } });
    });
  });

  describe('a terminal disconnects', () => {
    it('once, with its cause and when it was last seen', async () => {
      await monitor.accounts.add('fred', 'phone');
      await monitor.connect('fred', 'phone', 'c1', 'g1');
      expect(await end('fred', 'c1')).toMatchObject({ accepted: { fact: expect.any(String) } });
      expect((await monitor.last('fred', 'phone'))?.data).toEqual({
        connection: 'c1',
        cause: 'closed',
        lastSeen,
      });
      expect(await end('fred', 'c1')).toEqual({ accepted: { result: {} } });
    });

    it('late, and the connection that took its place stays', async () => {
      await monitor.accounts.add('gina', 'phone');
      await monitor.connect('gina', 'phone', 'c1', 'g1');
      await monitor.connect('gina', 'phone', 'c2', 'g1');
      expect(await end('gina', 'c1')).toEqual({ accepted: { result: {} } });
      expect((await monitor.last('gina', 'phone'))?.data).toMatchObject({ connection: 'c2' });
    });
  });

  describe('a connected terminal is kicked', () => {
    it.each([
      ['it is removed', 'hans', () => monitor.accounts.remove('hans', 'phone')],
      ['its user is suspended', 'ida', () => monitor.accounts.suspend('ida')],
      ['its user is erased', 'jan', () => monitor.accounts.erase('jan')],
    ])('when %s', async (_, user, happens) => {
      await monitor.accounts.add(user, 'phone', 'other');
      await monitor.connect(user, 'phone', 'c1', 'g1');
      await happens();
      const ended = await until('it is kicked', () => monitor.ended(user, 'phone'));
      expect(ended).toBe('kicked of c1');
    });

    it('and the others of its user stay', async () => {
      await monitor.accounts.add('kai', 'phone', 'browser');
      await monitor.connect('kai', 'phone', 'c1', 'g1');
      await monitor.connect('kai', 'browser', 'c2', 'g1');
      await monitor.accounts.remove('kai', 'phone');
      await until('it is kicked', () => monitor.ended('kai', 'phone'));
      expect(await monitor.ended('kai', 'browser')).toBeUndefined();
    });
  });

  it('ends what a gateway held that left without closing it', async () => {
    await monitor.accounts.add('lea', 'phone');
    const leaving = await monitor.gateway('g2');
    await monitor.connect('lea', 'phone', 'c1', 'g2');
    await leaving.leave();
    expect(await until('it is lost', () => monitor.ended('lea', 'phone'))).toBe('lost of c1');
    const { data, causation, actor, command } = (await monitor.last('lea', 'phone')) ?? {};
    expect({ actor, command }).toEqual({ actor: 'app/access-monitor', command: 'lost:c1' });
    expect(causation).toBeDefined();
    expect(Date.parse(data?.['lastSeen'] as string)).toBeLessThanOrEqual(Date.now());
  });

  it('counts whom it ended, and who is connected', async () => {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const value = (name: RegExp): number => Number(name.exec(metrics)?.[1]);
    expect(value(/^liaison_terminals_ended_total{[^}]*cause="kicked"[^}]*} (\d+)/m)).toBe(4);
    expect(value(/^liaison_terminals_ended_total{[^}]*cause="lost"[^}]*} (\d+)/m)).toBe(1);
    expect(value(/^liaison_connected_terminals(?:{[^}]*})? (\d+)/m)).toBe(5);
  });
});
