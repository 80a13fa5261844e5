import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { ServedSchemas } from '../harness/schemas.js';
import { Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

describe('what services speak', () => {
  let system: System;
  let schemas: ServedSchemas;
  let paper: Service;
  let reader: Service;
  let alice: Person;
  let phone: ConnectedTerminal;

  beforeAll(async () => {
    system = await System.start({ services: true });
    schemas = new ServedSchemas(system.httpUrl('gateway'));
    const [emitter, receiver] = [
      await newService(system, 'paper'),
      await newService(system, 'desk'),
    ];
    paper = await Service.connect(system, emitter, { emits: [{ type: 'news', about: 'nobody' }] });
    const wants = [{ type: 'news', from: paper.service }];
    reader = await Service.connect(system, receiver, { wants, calls: ['read'] });
    alice = await addPerson(system, 'alice');
    phone = await connectNew(system, alice);
    await phone.terminal.call('service.activate', { service: reader.service });
  });
  afterAll(async () => {
    await Promise.all([paper.cut(), reader.cut()]);
    await system.stop();
  });

  /** The faults of a message by the schema served under this name. */
  const faults = (name: string, message: unknown): Promise<string[]> =>
    schemas.faults(`service/${name}.json`, message);

  it.each([
    ['connect', () => ({ connection: 'c2', declaration: { delivery: 'pull' } })],
    ['alive', () => ({ connection: reader.connection })],
    ['alive', () => ({ connection: 'nobody' })],
    ['query', () => ({ connectability: { viewer: alice.user, user: alice.user } })],
    ['query', () => ({ availability: { user: alice.user } })],
    ['query', () => ({ 'call-target': { user: alice.user } })],
    ['query', () => ({ 'call-target': { user: 'a b' } })],
    ['declare', () => ({ connection: reader.connection, declaration: {} })],
    ['disconnect', () => ({ connection: 'nobody' })],
  ])('%s is answered as its schema says', async (verb, body) => {
    const answer = await reader.ask(verb, body());
    expect(await faults(`${verb}.answer`, answer)).toEqual([]);
    expect(await faults(`${verb}.answer`, { ...answer, surplus: 1 })).not.toEqual([]);
  });

  it('a welcome is as its schema says', async () => {
    expect(await faults('connect.answer', reader.welcome)).toEqual([]);
  });

  it('a notification is as its schema says, and the event that it is of', async () => {
    const data = { title: 'rain' };
    const id = await paper.emit('news', { data, urgency: 3 });
    await reader.hears(1);
    const [copy = {}] = reader.heard;
    expect(copy).toMatchObject({ id, data, urgency: 3, service: paper.service });
    expect(await faults('notification', copy)).toEqual([]);
    expect(await faults('event', copy)).toEqual([]);
    const { matched: _, ...without } = copy;
    expect(await faults('notification', without)).not.toEqual([]);
    expect(await faults('event', { ...copy, type: 'No Type' })).not.toEqual([]);
  });

  it('a refused event is told as its schema says', async () => {
    await paper.emit('news', { specversion: '2.0' });
    await until('it is told', () => paper.refusals.length > 0);
    expect(await faults('refused', paper.refusals[0])).toEqual([]);
  });

  it('a call is as its schema says', async () => {
    const call = { service: reader.service, operation: 'read', payload: [1] };
    await phone.terminal.call('service.call', call);
    expect(await faults('call.request', reader.called[0])).toEqual([]);
  });
});
