import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { nkeys } from '@nats-io/transport-node';
import { Away, OperationFailed, Service } from '@liaison/service-sdk';
import { quiet, until } from '../harness/await.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { Service as PlainService, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { Sdks, rejection } from './sdks.js';

let system: System;
let sdks: Sdks;
let alice: Person;
let phone: ConnectedTerminal;
beforeAll(async () => {
  system = await System.start({ services: true });
  sdks = new Sdks(system);
  alice = await addPerson(system, 'alice');
  phone = await connectNew(system, alice, { kind: 'phone' });
});
afterEach(() => sdks.close());
afterAll(() => system?.stop());

describe('notifications of a service by the SDK', () => {
  let hand: PlainService;
  beforeAll(async () => {
    const emits = [{ type: 'ring', about: 'nobody' }];
    hand = await PlainService.connect(system, await newService(system, 'hand'), { emits });
  });
  afterAll(() => hand.leave());

  it('come again where they could not be handled, and are parked where it says never', async () => {
    const known = await newService(system, 'bell');
    const rung: (readonly [string, number])[] = [];
    const { service, problems } = sdks.of(known, {
      wants: [{ type: 'ring', from: hand.service }],
      notified: ({ id }, notification) => {
        rung.push([id, notification.deliveries]);
        if (id === 'never') notification.term('it is no ring');
        else if (rung.length === 1) throw new Error('not now');
      },
    });
    await service.connect();
    for (const id of ['first', 'never', 'last']) await hand.emit('ring', { id });
    await until('all are through', () => rung.length === 4);
    expect(rung.map(([id, deliveries]) => `${id} ${deliveries}`).toSorted()).toEqual([
      'first 1',
      'first 2',
      'last 1',
      'never 1',
    ]);
    expect(problems.map(({ message }) => message)).toEqual(['not now']);
  });

  it('are taken one after the other, over a cut as well: the one it was at comes again after that', async () => {
    const known = await newService(system, 'bell');
    const deeds: string[] = [];
    const door = new EventEmitter();
    const held = once(door, 'opened');
    const { service, lines } = sdks.of(known, {
      wants: [{ type: 'ring', from: hand.service }],
      notified: async ({ id }) => {
        deeds.push(`begins ${id}`);
        if (deeds.length === 1) await held;
        deeds.push(`ends ${id}`);
      },
    });
    await service.connect();
    await hand.emit('ring', { id: 'slow' });
    await until('it is at it', () => deeds.length === 1);
    await accepted(system, 'service-registry', 'service.kick', { service: known.service });
    await hand.emit('ring', { id: 'next' });
    await until(
      'it is back',
      () => lines.filter(({ state }) => state === 'connected').length === 2,
    );
    // Handed over it is by now; it must not begin.
    await quiet(500);
    expect(deeds).toEqual(['begins slow']);
    door.emit('opened');
    await until('both are through', () => deeds.includes('ends next'));
    expect(deeds).toEqual([
      'begins slow',
      'ends slow',
      'begins slow',
      'ends slow',
      'begins next',
      'ends next',
    ]);
  });

  it('are fetched where it pulls, and come again until they are acknowledged', async () => {
    const known = await newService(system, 'pull');
    const { service } = sdks.of(known, {
      wants: [{ type: 'ring', from: hand.service }],
      delivery: 'pull',
    });
    expect(await rejection(service.fetch())).toBeInstanceOf(Away);
    await service.connect();
    const ids = [await hand.emit('ring'), await hand.emit('ring'), await hand.emit('ring')];
    const fetched = await service.fetch({ max: 3, waitMs: 10_000 });
    expect(fetched.map(({ event }) => event.id)).toEqual(ids);
    fetched[0]?.ack();
    fetched[1]?.nak();
    fetched[2]?.ack();
    const again = await service.fetch({ max: 1, waitMs: 10_000 });
    expect(again.map(({ event, deliveries }) => [event.id, deliveries])).toEqual([[ids[1], 2]]);
    again[0]?.ack();
    expect(again[0]?.isSettled).toBe(true);
    expect(await service.fetch({ max: 1 })).toEqual([]);
  });

  it('are not wanted by who does not take them', () => {
    const wants = [{ type: 'ring' }];
    expect(() => sdks.of({ service: 's', secret: 's' }, { wants })).toThrow(TypeError);
  });
});

describe('a service by the SDK', () => {
  it('answers calls, its own refusals as they are, and no other words of its own', async () => {
    const known = await newService(system, 'bank');
    const { service, problems } = sdks.of(known, {
      calls: {
        pay: ({ user, terminal, payload }) => ({ user, terminal, payload }),
        nothing: () => undefined,
        broke: () => {
          throw new OperationFailed('no-money', 'there is none');
        },
        bug: () => Promise.reject(new Error('secret of the bank')),
        long: () => 'x'.repeat(70_000),
      },
    });
    await service.connect();
    await phone.terminal.call('service.activate', { service: known.service });
    const call = (operation: string) =>
      phone.terminal
        .call('service.call', { service: known.service, operation, payload: 5 })
        .catch((error: { data: { service: unknown } }) => error.data.service);
    expect(await call('pay')).toEqual({
      payload: { user: alice.user, terminal: phone.id, payload: 5 },
    });
    expect(await call('nothing')).toEqual({ payload: null });
    expect(await call('broke')).toEqual({ code: 'no-money', message: 'there is none' });
    for (const operation of ['bug', 'long']) {
      expect(await call(operation)).toEqual({ code: 'failed', message: 'it went wrong' });
    }
    expect(problems.map(({ message }) => message)).toEqual([
      'secret of the bank',
      'an answer has over 64 KiB',
    ]);
  });

  it('is let in by an nkey as well', async () => {
    const { service } = await newService(system, 'key');
    const key = nkeys.createUser();
    const identity = { service, kind: 'nkey', publicKey: key.getPublicKey() };
    await accepted(system, 'auth', 'service.issue-identity', identity);
    const nkeySeed = new TextDecoder().decode(key.getSeed());
    const own = new Service({ url: system.natsUrl, service, nkeySeed });
    expect(await own.connect()).toMatchObject({ version: 1 });
    await own.close();
  });

  it('asks what services may ask', async () => {
    const known = await newService(system, 'desk');
    const { service } = sdks.of(known, {});
    expect(await rejection(service.connectability(alice.user, 'bob'))).toBeInstanceOf(Away);
    expect(await service.connect()).toMatchObject({ version: 1, backlog: 0, parked: 0 });
    await phone.terminal.call('service.activate', { service: known.service });
    expect(await service.connectability(alice.user, 'bob')).toBe('unknown');
    expect(await service.availability(alice.user)).toBe('unknown');
    const at = '2999-01-01T00:00:00.000Z';
    const later = await rejection(service.availability(alice.user, { at }));
    expect(later).toMatchObject({ code: 'at-future' });
    expect(await service.callTarget(alice.user, 'bob')).toMatchObject({
      target: { terminal: phone.id },
    });
    expect(await service.callTarget('nobody')).toMatchObject({ target: { none: true } });
  });
});
