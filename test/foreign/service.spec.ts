import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { ForeignService, accepted, addService, declarationOf } from '../harness/foreign-service.js';
import { type ConnectedTerminal, addPerson, connectNew } from '../harness/people.js';
import { mayUsePython } from '../harness/python.js';
import { System } from '../harness/system.js';

interface Listed {
  readonly service: string;
  readonly connected: boolean;
  readonly activated: boolean;
}

(mayUsePython ? describe : describe.skip)(
  'services in Python with nats-py (needs python3 with venv and pip)',
  () => {
    let system: System;
    let user: string;
    let alice: ConnectedTerminal;
    const services: ForeignService[] = [];

    /** A new service of that id, not dialled yet. */
    const newService = async (id: string): Promise<ForeignService> => {
      const secret = await addService(system, id);
      const service = await ForeignService.start(system.natsUrl, id, secret);
      services.push(service);
      return service;
    };
    const listed = async (id: string): Promise<Listed | undefined> => {
      const { items } = await alice.terminal.call<{ items: readonly Listed[] }>('service.list');
      return items.find(({ service }) => service === id);
    };
    const activate = (service: string): Promise<unknown> =>
      alice.terminal.call('service.activate', { service });

    beforeAll(async () => {
      system = await System.start({ services: true });
      const person = await addPerson(system, 'alice');
      user = person.user;
      alice = await connectNew(system, person);
    }, 180_000);
    afterEach(async () => {
      for (const service of services.splice(0)) await service.kill();
    });
    afterAll(() => system.stop());

    it('C1.1 a service opens a connection and is listed as connected; closing or losing it flips that', async () => {
      const service = await newService('lamp');
      expect(await listed('lamp')).toEqual({
        service: 'lamp',
        connected: false,
        activated: false,
      });
      await service.connect(declarationOf());
      await until('it is connected', async () => (await listed('lamp'))?.connected);
      await service.ask('disconnect', { connection: service.connection });
      await until('it is not', async () => (await listed('lamp'))?.connected === false);
      await service.connect(declarationOf());
      await until('it is connected again', async () => (await listed('lamp'))?.connected);
      await service.kill();
      await until('it is lost', async () => (await listed('lamp'))?.connected === false, 20_000);
    });

    it('C1.2 what it declares can be read back, with a version', async () => {
      const service = await newService('post');
      const schema = { type: 'object', required: ['from'] };
      const first = declarationOf({
        emits: [{ type: 'letter.come', about: 'user', schema }],
        wants: [{ type: 'call-missed', from: 'phone' }],
      });
      expect(await service.connect(first)).toMatchObject({ version: 1 });
      const shown = await accepted(system, 'service-registry', 'service.describe', {
        service: 'post',
      });
      expect(shown).toMatchObject({ version: 1, declaration: first });
      const second = declarationOf({ calls: ['letters'] });
      const body = { connection: service.connection, declaration: second };
      expect(await service.ask('declare', body)).toMatchObject({ version: 2, reconnect: true });
      expect(
        await accepted(system, 'service-registry', 'service.describe', { service: 'post' }),
      ).toMatchObject({ version: 2, declaration: second });
      const bad = { ...body, declaration: declarationOf({ delivery: 'pigeon' }) };
      expect(await service.ask('declare', bad)).toMatchObject({
        error: { code: 'invalid-declaration' },
      });
    });

    it('C1.3 it may emit what it declared, and nothing else', async () => {
      const service = await newService('bell');
      await service.connect(declarationOf({ emits: [{ type: 'rung', about: 'nobody' }] }));
      expect(await service.emit('rung')).toMatchObject({ stream: 'EVENTS_IN' });
      expect(String((await service.emit('cracked'))['forbidden'])).toMatch(
        /permissions violation.*liaison\.events\.in\.bell\.cracked/is,
      );
    });

    it('C1.4 all that want an event and are activated get it once, the others nothing', async () => {
      const [sender, near, far, deaf] = (await Promise.all(
        ['sender', 'near', 'far', 'deaf'].map(newService),
      )) as [ForeignService, ForeignService, ForeignService, ForeignService];
      const wants = declarationOf({ wants: [{ type: 'news' }, { type: 'weather' }] });
      const emits = ['news', 'weather'].map((type, i) => ({
        type,
        about: i === 0 ? 'user' : 'nobody',
      }));
      await sender.connect(declarationOf({ emits }));
      const nearby = await near.connect(wants);
      const away = await far.connect(wants);
      const silent = await deaf.connect(declarationOf());
      for (const service of ['sender', 'near', 'deaf']) await activate(service);

      const id = 'the-one';
      await sender.emit('news', { id, subject: user, data: { headline: 'x' } });
      await sender.emit('news', { id, subject: user, data: { headline: 'x' } });
      await sender.emit('weather');
      const heard = await near.notifications(nearby, 3, 3);
      expect(heard.map(({ type }) => type)).toEqual(['news', 'weather']);
      expect(heard[0]).toMatchObject({ id, subject: user, service: 'sender' });
      expect(heard[0]?.['data']).toEqual({ headline: 'x' });
      expect(String(heard[0]?.['correlation'])).toMatch(/^[A-Za-z0-9:._-]{1,128}$/);
      expect((await far.notifications(away, 3, 2)).map(({ type }) => type)).toEqual(['weather']);
      expect(await deaf.notifications(silent, 1, 2)).toEqual([]);
      expect(await near.notifications(nearby, 1, 2)).toEqual([]);
    });

    it('C1.9 a terminal calls it and gets its answer; what stands against that is told apart', async () => {
      const service = await newService('oracle');
      const call = { service: 'oracle', operation: 'ask', payload: { about: 'rain' } };
      const refusal = async (changes: object = {}): Promise<string> =>
        (await alice.terminal.refused('service.call', { ...call, ...changes })).refusal;
      expect(await refusal({ service: 'nobody' })).toBe('unknown-service');
      expect(await refusal()).toBe('service-not-activated');
      await activate('oracle');
      const declared = declarationOf({ calls: ['ask', 'write'] });
      await service.connect(declared);
      await service.ask('disconnect', { connection: service.connection });
      expect(await refusal()).toBe('service-not-connected');
      const { calls } = await service.connect(declared);
      await service.does({ do: 'answer', calls, fails: 'write' });
      await until('it is connected', async () => (await listed('oracle'))?.connected);
      expect(await refusal({ operation: 'sing' })).toBe('unknown-operation');
      expect(await alice.terminal.call('service.call', call)).toMatchObject({
        payload: {
          asked: { user, terminal: alice.id, operation: 'ask', payload: { about: 'rain' } },
        },
      });
      const failed = await alice.terminal.refused('service.call', { ...call, operation: 'write' });
      expect(failed.refusal).toBe('service-error');
      expect(JSON.stringify(failed.data)).toContain('no-ink');
      await accepted(system, 'service-registry', 'service.close', { service: 'oracle' });
      await until('it is closed', async () => (await listed('oracle')) === undefined);
      expect(await refusal()).toBe('unknown-service');
    });
  },
);
