import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandReply, type JsonObject, uuidV7 } from '@liaison/contracts';
import { RunningMonitor } from './fixtures/running-monitor.js';

const codeOf = (reply: CommandReply): string =>
  'refused' in reply ? reply.refused.code : 'accepted';
const changed = (reply: CommandReply): unknown =>
  'accepted' in reply ? reply.accepted.result['changed'] : codeOf(reply);

describe('the access monitor takes selections', () => {
  let monitor: RunningMonitor;
  beforeAll(async () => {
    monitor = await RunningMonitor.start();
    await monitor.replica();
    await monitor.services.add('messaging');
    await monitor.services.add('calendar');
    await monitor.services.open('calendar');
    await monitor.accounts.add('anna', 'phone', 'browser');
  }, 30_000);
  afterAll(() => monitor.stop(), 30_000);

  const last = (user: string) => monitor.lastOf({ kind: 'selection', user });
  const activate = (user: string, service: string) =>
    monitor.send('service.activate', { user, service });
  const openTo = (user: string, service: string) =>
    monitor.send('service.open-to-user', { user, service });

  const select = (user: string, terminal: string | null) =>
    monitor.send('call.select', { user, terminal });

  describe('of services', () => {
    it('C11.3 one that is open to everyone is activated, and deactivated', async () => {
      const reply = await activate('anna', 'calendar');
      const fact = await last('anna');
      expect(reply).toEqual({
        accepted: { fact: fact?.id, sequence: expect.any(Number), result: { changed: true } },
      });
      expect(fact).toMatchObject({
        type: 'liaison.selection.service-activated.v1',
        subject: 'selection.anna',
        actor: 'app/gateway',
        data: { service: 'calendar' },
      });
      expect(changed(await activate('anna', 'calendar'))).toBe(false);
      const off = { user: 'anna', service: 'calendar' };
      expect(changed(await monitor.send('service.deactivate', off))).toBe(true);
      expect(changed(await monitor.send('service.deactivate', off))).toBe(false);
      expect((await last('anna'))?.revision).toBe(2);
    });

    it('C1.9 one that is not open to the user is refused word for word as an unknown one', async () => {
      for (const verb of ['service.activate', 'service.deactivate']) {
        const closed = await monitor.send(verb, { user: 'anna', service: 'messaging' });
        const unknown = await monitor.send(verb, { user: 'anna', service: 'nonsense' });
        expect(codeOf(closed)).toBe('unknown-service');
        expect(JSON.stringify(closed)).toBe(JSON.stringify(unknown));
      }
    });

    it('one that an operator opened to the user is activated; closed, it is active no more', async () => {
      await monitor.accounts.add('bea', 'phone');
      expect(changed(await openTo('bea', 'messaging'))).toBe(true);
      expect(changed(await openTo('bea', 'messaging'))).toBe(false);
      expect(changed(await activate('bea', 'messaging'))).toBe(true);
      expect(codeOf(await activate('anna', 'messaging'))).toBe('unknown-service');
      const close = { user: 'bea', service: 'messaging' };
      expect(changed(await monitor.send('service.close-to-user', close))).toBe(true);
      expect((await last('bea'))?.data).toMatchObject({
        head: { services: [], interests: [] },
        service: 'messaging',
      });
      expect(codeOf(await activate('bea', 'messaging'))).toBe('unknown-service');
      expect(changed(await monitor.send('service.close-to-user', close))).toBe(false);
    });

    it('as the registry says at that very moment', async () => {
      await monitor.services.add('short');
      await monitor.services.open('short');
      expect(codeOf(await activate('anna', 'short'))).toBe('accepted');
      await monitor.services.close('short');
      expect(codeOf(await activate('anna', 'short'))).toBe('unknown-service');
      await monitor.services.open('short');
      await monitor.services.retire('short');
      expect(codeOf(await activate('anna', 'short'))).toBe('unknown-service');
      expect(codeOf(await openTo('anna', 'short'))).not.toBe('accepted');
    });

    it('of nobody, of the suspended and the erased: never', async () => {
      await monitor.accounts.add('dora', 'phone');
      await monitor.accounts.suspend('dora');
      await monitor.accounts.add('emil', 'phone');
      await monitor.accounts.erase('emil');
      expect(codeOf(await activate('nobody', 'calendar'))).toBe('not-registered');
      expect(codeOf(await activate('dora', 'calendar'))).toBe('suspended');
      expect(codeOf(await activate('emil', 'calendar'))).toBe('erased');
      expect(await last('emil')).toBeUndefined();
    });

    it('once a command, however often it is sent', async () => {
      await monitor.accounts.add('fay', 'phone');
      const command = uuidV7(Date.now());
      const data = { user: 'fay', service: 'calendar' };
      const first = await monitor.send('service.activate', data, command);
      await monitor.send('service.deactivate', data);
      expect(await monitor.send('service.activate', data, command)).toEqual(first);
      expect((await last('fay'))?.type).toBe('liaison.selection.service-deactivated.v1');
    });
  });

  describe('of events', () => {
    it('C11.5 only what an open service declares; not open is refused word for word as unknown', async () => {
      for (const verb of ['event.subscribe', 'event.unsubscribe']) {
        const of = (service: string) => monitor.send(verb, { user: 'anna', service, type: 'news' });
        expect(codeOf(await of('calendar'))).toBe('unknown-event');
        expect(codeOf(await of('messaging'))).toBe('unknown-service');
        expect(JSON.stringify(await of('nonsense'))).toBe(JSON.stringify(await of('messaging')));
      }
    });
  });

  describe('of the terminal for incoming calls', () => {
    it('C11.6 one of the user’s, or none', async () => {
      await monitor.accounts.add('gina', 'phone', 'browser');
      expect(changed(await select('gina', 'browser'))).toBe(true);
      expect((await last('gina'))?.data).toMatchObject({ head: { callTerminal: 'browser' } });
      expect(changed(await select('gina', 'browser'))).toBe(false);
      expect(changed(await select('gina', null))).toBe(true);
      expect((await last('gina'))?.data).toMatchObject({ head: { services: [] } });
      expect(changed(await select('gina', null))).toBe(false);
    });

    it('never one that is not enrolled, or was removed', async () => {
      expect(codeOf(await select('anna', 'tablet'))).toBe('unknown-terminal');
      await monitor.accounts.remove('anna', 'browser');
      expect(codeOf(await select('anna', 'browser'))).toBe('unknown-terminal');
    });
  });

  it.each<[string, JsonObject]>([
    ['service.activate', { user: 'anna' }],
    ['service.activate', { user: 'anna', service: 'a.b' }],
    ['service.deactivate', { user: '*', service: 'calendar' }],
    ['service.open-to-user', { user: 'anna', service: 'calendar', surplus: 1 }],
    ['service.close-to-user', {}],
    ['event.subscribe', { user: 'anna', service: 'calendar' }],
    ['event.unsubscribe', { user: 'anna', service: 'calendar', type: 'News' }],
    ['call.select', { user: 'anna' }],
    ['call.select', { user: 'anna', terminal: 3 }],
  ])('%s only as it must be written, not with %j', async (verb, data) => {
    expect(codeOf(await monitor.send(verb, data))).toBe('malformed');
  });
});
