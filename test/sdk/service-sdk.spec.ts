import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Ended,
  type LineState,
  NotDeclared,
  type NotifiedEvent,
  OutboxFull,
  Refused,
  TurnedAway,
} from '@liaison/service-sdk';
import { jetstreamManager } from '@nats-io/jetstream';
import { until } from '../harness/await.js';
import { matched, registryOf } from '../harness/matches.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { type KnownService, Service, accepted, logIn, newService } from '../harness/service.js';
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

const states = (lines: readonly LineState[]) => lines.map(({ state }) => state);

/** Cuts every line of a service. */
const kick = ({ service }: KnownService) =>
  accepted(system, 'service-registry', 'service.kick', { service });

const storm = [{ type: 'storm', about: 'nobody' }] as const;

/** Who wants storms of a service, by plain NATS; connects as often as it is asked. */
async function witness(of: KnownService): Promise<() => Promise<Service>> {
  const wants = [{ type: 'storm', from: of.service }];
  const known = await newService(system, 'witness');
  return () => Service.connect(system, known, { wants });
}

const weatherOf = (heard: Service['heard']) => heard.map(({ data }) => data);

describe('a service by the SDK comes back', () => {
  it('after a cut, declares again, and what it emitted meanwhile is taken once, in order', async () => {
    const known = await newService(system, 'weather');
    const { service, lines } = sdks.of(known, { emits: storm });
    const hears = await (await witness(known))();
    // Before there ever was a line, too.
    const first = service.emit({ type: 'storm', data: 0 });
    expect(service.isConnected).toBe(false);
    await service.connect();
    await first;
    expect(states(lines)).toEqual(['connecting', 'connected']);
    const sent: Promise<string>[] = [];
    await kick(known);
    for (let n = 1; n <= 200; n++) sent.push(service.emit({ type: 'storm', data: n }));
    const ids = await Promise.all(sent);
    expect(new Set(ids).size).toBe(200);
    await hears.hears(201);
    expect(weatherOf(hears.heard)).toEqual(Array.from({ length: 201 }, (_, n) => n));
    expect(states(lines)).toEqual([
      'connecting',
      'connected',
      'waiting',
      'connecting',
      'connected',
    ]);
    const types = (await registryOf(system, known.service)).map(({ type }) => type.split('.')[2]);
    // Its first line declared, its second had the permissions, its third came after the cut.
    expect(types.filter((type) => type === 'declared')).toHaveLength(1);
    expect(types.filter((type) => type === 'connected')).toHaveLength(3);
    await hears.leave();
  });

  it('after its engine was killed and started again, cut in the midst of what it sends', async () => {
    const known = await newService(system, 'weather');
    const { service } = sdks.of(known, { emits: storm });
    const witnesses = await witness(known);
    const hears = await witnesses();
    await service.connect();
    const sent: Promise<string>[] = [];
    for (let n = 0; n < 300; n++) sent.push(service.emit({ type: 'storm', data: n }));
    await sent[0];
    process.kill(system.enginePid, 'SIGKILL');
    await system.engine.gone;
    await until('it is away', () => !service.isConnected);
    for (let n = 300; n < 400; n++) sent.push(service.emit({ type: 'storm', data: n }));
    await system.startEngine();
    const ids = await Promise.all(sent);
    expect(new Set(ids).size).toBe(400);
    await matched(system, known.service, 400);
    const again = await witnesses();
    await until('all is heard', () => new Set([...hears.ids(), ...again.ids()]).size === 400);
    await again.leave();
  });

  it('and has its calls and notifications then as before', async () => {
    const known = await newService(system, 'bell');
    const rung: NotifiedEvent[] = [];
    const { service, lines } = sdks.of(known, {
      wants: [{ type: 'ring' }],
      notified: (event) => void rung.push(event),
      calls: { count: () => rung.length },
    });
    const hand = await Service.connect(system, await newService(system, 'hand'), {
      emits: [{ type: 'ring', about: 'nobody' }],
    });
    await service.connect();
    await phone.terminal.call('service.activate', { service: known.service });
    await kick(known);
    const connects = () => states(lines).filter((state) => state === 'connected').length;
    await until('it is back', () => connects() === 2);
    const ids = [await hand.emit('ring'), await hand.emit('ring')];
    await until('both are heard', () => rung.length === 2);
    expect(rung.map(({ id }) => id)).toEqual(ids);
    expect(rung[0]).toMatchObject({ service: hand.service, type: 'ring' });
    const call = { service: known.service, operation: 'count', payload: {} };
    expect(await phone.terminal.call('service.call', call)).toEqual({ payload: 2 });
    await hand.leave();
  });

  it('where Liaison counts it as gone, though its line holds; its lease it keeps by itself', async () => {
    const known = await newService(system, 'weather');
    const { service, lines } = sdks.of(known, { emits: storm });
    await service.connect();
    const { streams } = await jetstreamManager(system.operator);
    const query = { last_by_subj: `liaison.leases.service.${known.service}.*` };
    const lease = async () => (await streams.getMessage('LEASES', query))?.seq ?? 0;
    const first = await lease();
    await until('it is renewed', async () => (await lease()) > first);
    const last = (await registryOf(system, known.service)).at(-1);
    const other = await logIn(system, known);
    const gone = JSON.stringify({ connection: last?.data['connection'] });
    await other.request(`liaison.service.${known.service}.disconnect`, gone);
    await other.close();
    const connects = () => states(lines).filter((state) => state === 'connected').length;
    await until('it is back', () => connects() === 2);
    expect(lines[2]).toMatchObject({
      state: 'waiting',
      why: 'Liaison counts this connection as gone',
    });
    await service.emit({ type: 'storm' });
  });

  it('not at all after close, which says goodbye, nor where it is not let in', async () => {
    const known = await newService(system, 'weather');
    const { service } = sdks.of(known, { emits: storm });
    await service.connect();
    const under = service.emit({ type: 'storm' });
    await service.close();
    await under;
    const last = (await registryOf(system, known.service)).at(-1);
    expect(last?.data).toMatchObject({ cause: 'closed' });
    expect(await rejection(service.emit({ type: 'storm' }))).toBeInstanceOf(Ended);
    expect(await rejection(service.availability(alice.user))).toBeInstanceOf(Ended);

    const stranger = sdks.of({ ...known, secret: 'wrong' }, {});
    const away = stranger.service.emit({ type: 'storm' });
    expect(await rejection(away)).toBeInstanceOf(NotDeclared);
    let triesBefore = 0;
    stranger.service.on('problem', () => {
      triesBefore = states(stranger.lines).filter((state) => state === 'connecting').length;
    });
    expect(await rejection(stranger.service.connect())).toMatchObject({ code: 'not-let-in' });
    // Told once, at the first try.
    expect(stranger.problems).toEqual([expect.any(TurnedAway)]);
    expect(triesBefore).toBe(1);
    expect(stranger.problems[0]?.message).toContain(`as ${known.service} with this secret or key`);
    const bad = sdks.of(known, { calls: { 'not one word': () => 1 } });
    const refused = await rejection(bad.service.connect());
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ code: 'invalid-declaration' });
    expect((refused as Refused).faults.map(({ field }) => field)).toEqual(['/calls/0']);
    expect(states(bad.lines)).toEqual(['connecting', 'ended']);
  });
});

describe('what a service by the SDK emits', () => {
  it('waits in a bounded outbox while it is away: who finds it full is told', async () => {
    const known = await newService(system, 'weather');
    const { service } = sdks.of(known, { emits: storm, outbox: { eventsMax: 3 } });
    const small = sdks.of(known, { emits: storm, outbox: { bytesMax: 1_000 } });
    const hears = await (await witness(known))();
    const taken = [1, 2, 3].map((n) => service.emit({ type: 'storm', data: n }));
    const full = await rejection(service.emit({ type: 'storm', data: 4 }));
    expect(full).toBeInstanceOf(OutboxFull);
    expect((full as Error).message).toMatch(/^3 events .* emit it again/);
    const long = await rejection(small.service.emit({ type: 'storm', data: 'x'.repeat(1_000) }));
    expect(long).toBeInstanceOf(OutboxFull);
    await service.connect();
    await Promise.all(taken);
    await service.emit({ type: 'storm', data: 5 });
    await hears.hears(4);
    expect(weatherOf(hears.heard)).toEqual([1, 2, 3, 5]);
    await hears.leave();
  });

  it('is what it declares; what is refused later is told with its id and why', async () => {
    const known = await newService(system, 'diary');
    const about = [{ type: 'met', about: 'user', schema: { type: 'object' } }] as const;
    const { service, refused } = sdks.of(known, { emits: about });
    await service.connect();
    for (const wrong of [{ type: 'other', about: alice.user }, { type: 'met' }]) {
      expect(await rejection(service.emit(wrong as never))).toBeInstanceOf(NotDeclared);
    }
    const id = await service.emit({ type: 'met', about: 'nobody-at-all', id: 'meeting-1' });
    expect(id).toBe('meeting-1');
    await until('it is refused', () => refused.length === 1);
    expect(refused[0]).toMatchObject({ event: id, code: 'unknown-user' });
    await phone.terminal.call('service.activate', { service: known.service });
    await service.emit({ type: 'met', about: alice.user, data: [] as never });
    await until('it is refused', () => refused.length === 2);
    expect(refused[1]).toMatchObject({ code: 'invalid-payload' });
    const huge = service.emit({ type: 'met', about: alice.user, data: 'x'.repeat(2_000_000) });
    expect(String(await rejection(huge))).toMatch(/max_payload/);
  });
});
