import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandReply, type JsonObject, limits, refusal } from '@liaison/contracts';
import { CommandClient } from '@liaison/bus';
import { SystemClock } from '@liaison/runtime';
import { Asking } from '../fixtures/asking.js';
import { House } from '../fixtures/house.js';
import { ServiceIntake } from './intake.js';

const declaration = {
  emits: [],
  wants: [],
  delivery: 'push',
  calls: [],
  authentication: 'none',
};
const connection = 'c1';
const info = { acc: 'SERVICES', server: 'NSERVER', id: 7, user: 'x', rtt: 1 };

describe('a service asks a gateway', () => {
  let house: House;
  let services = 0;
  beforeAll(async () => {
    house = await House.open();
  });
  afterAll(() => house.close());

  /** A service of a test's own. */
  const newService = () => new Asking(house.stage, `svc-${++services}`);
  const taken = (service: string) =>
    house.others.taken.filter(({ data }) => data['service'] === service);

  it.each([
    ['connect', { connection, declaration }, 'service-registry'],
    ['alive', { connection }, 'service-registry'],
    ['disconnect', { connection }, 'service-registry'],
    ['declare', { connection, declaration }, 'service-registry'],
  ])('C9.1 %s goes to the registry, as from whom its subject says', async (verb, body, app) => {
    const asking = newService();
    const { service } = asking;
    house.others.answers.set(`service.${verb}`, () => ({ accepted: { result: { leaseMs: 9 } } }));
    expect(await asking.ask(verb, body)).toEqual({ leaseMs: 9 });
    const [command] = taken(service);
    expect(command).toMatchObject({ app, verb: `service.${verb}`, actor: `service/${service}` });
    expect(command?.data).toEqual({ ...body, service });
    expect(command?.correlation).toMatch(/^[0-9a-f-]{36}$/);
    expect(command?.command).toBe(verb === 'alive' ? undefined : command?.correlation);
  });

  it('C9.1 a query goes to availability', async () => {
    const asking = newService();
    const query = { 'call-target': { user: 'alice', caller: '+33140000000' } };
    house.others.answers.set('service.query', () => ({ accepted: { result: { step: 7 } } }));
    expect(await asking.ask('query', query)).toEqual({ step: 7 });
    const [command] = taken(asking.service);
    expect(command).toMatchObject({ app: 'availability', verb: 'service.query' });
    expect(command?.data).toEqual({ service: asking.service, query });
  });

  it('C2.6 is told of users on a grid of 25 ms, and where a call rings at once', async () => {
    const asking = newService();
    house.others.answers.set('service.query', () => ({ accepted: { result: {} } }));
    const took = async (query: JsonObject): Promise<number> => {
      const began = performance.now();
      await asking.ask('query', query);
      return performance.now() - began;
    };
    const asked = { connectability: { viewer: 'bob', user: 'alice' } };
    expect(await took(asked)).toBeGreaterThanOrEqual(24);
    expect(await took({ availability: { user: 'alice' } })).toBeGreaterThanOrEqual(24);
    const at: number[] = [];
    for (let n = 0; n < 10; n++) at.push(await took({ 'call-target': { user: 'alice' } }));
    expect(Math.min(...at)).toBeLessThan(20);
  });

  it('is told what the app says: a refusal, or that nobody knows', async () => {
    const asking = newService();
    const refused = { refused: refusal('unknown-service', { field: '/service' }) };
    house.others.answers.set('service.disconnect', () => refused);
    expect(await asking.ask('disconnect', { connection })).toEqual({ error: refused.refused });
    house.others.answers.set('service.disconnect', (): CommandReply => ({ unknown: {} }));
    expect(await asking.codeOf('disconnect', { connection })).toBe('outcome-unknown');
  });

  /** The client the registry is told of, of a connect that came with this. */
  const told = async (said: JsonObject) => {
    const asking = newService();
    await asking.ask('connect', { connection, declaration }, said);
    return taken(asking.service)[0]?.data['client'];
  };

  it('which of the engine’s connections it was is told to the registry', async () => {
    expect(await told(info)).toEqual({ server: 'NSERVER', id: 7 });
    expect(await told({ ...info, acc: 'LIAISON' })).toBeUndefined();
    expect(await told({ ...info, id: 1.5 })).toBeUndefined();
    expect(await told({ ...info, server: 'a b' })).toBeUndefined();
    expect(await told({ acc: 'SERVICES' })).toBeUndefined();
  });

  const big = { connection, declaration: { a: 'x'.repeat(limits.serviceRequestBytes) } };
  const whole = { connection, declaration };
  const two = { availability: { user: 'a' }, 'call-target': { user: 'a' } };
  it.each<[string, string, unknown, string]>([
    ['what is not JSON', 'connect', '{', 'malformed'],
    ['a list', 'connect', '[]', 'malformed'],
    ['no declaration', 'connect', { connection }, 'malformed'],
    ['a text for a declaration', 'connect', { connection, declaration: 'all' }, 'malformed'],
    ['a connection with a dot', 'connect', { ...whole, connection: 'a.b' }, 'malformed'],
    ['the id of another service', 'connect', { ...whole, service: 'other' }, 'malformed'],
    ['a client of its own making', 'connect', { ...whole, client: { id: 1 } }, 'malformed'],
    ['no connection', 'alive', {}, 'malformed'],
    ['two queries at once', 'query', two, 'malformed'],
    ['a query about a wildcard', 'query', { 'call-target': { user: '*' } }, 'malformed'],
    ['an unknown query', 'query', { everything: {} }, 'malformed'],
    ['an unknown verb', 'divulge', {}, 'unknown-method'],
    ['what is too deep', 'alive', '['.repeat(1_000), 'too-large'],
    ['what is too long', 'connect', big, 'too-large'],
  ])('%s is refused', async (_, verb, body, code) => {
    const asking = newService();
    const { error } = await asking.ask(verb, body);
    expect(error).toMatchObject({ code, fix: expect.any(String), message: expect.any(String) });
    expect(taken(asking.service)).toEqual([]);
  });

  it('a declaration with 10,000 types is refused before anybody reads it', async () => {
    const emits = Array.from({ length: 10_000 }, (_, at) => ({ type: `t${at}` }));
    const asking = newService();
    const body = { connection, declaration: { ...declaration, emits } };
    expect(await asking.codeOf('connect', body)).toBe('too-large');
    expect(taken(asking.service)).toEqual([]);
  });

  it('one that floods is told to wait, and another is not', async () => {
    const flooding = newService();
    const asked = Array.from({ length: limits.serviceRequestsBurst + 20 }, () =>
      flooding.ask('alive', { connection }),
    );
    const errors = (await Promise.all(asked)).filter(({ error }) => error !== undefined);
    expect(errors.length).toBeGreaterThanOrEqual(15);
    for (const { error } of errors) {
      expect(error).toMatchObject({ code: 'too-many-requests', retryAfterMs: expect.any(Number) });
    }
    expect(await newService().codeOf('alive', { connection })).toBe('accepted');
  });

  it('what waits for no answer is no request: an answer went astray', async () => {
    const asking = newService();
    asking.shout('disconnect', { connection });
    await asking.ask('alive', { connection });
    expect(taken(asking.service).map(({ verb }) => verb)).toEqual(['service.alive']);
  });

  it('counts what it is asked', async () => {
    const metrics = await (await fetch(`${house.gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/liaison_service_requests_total{.*verb="connect",outcome="refused"/);
  });
});

describe('a gateway that stops', () => {
  it('answers the services whose requests it has taken, and takes no more', async () => {
    const house = await House.open();
    const asking = new Asking(house.stage, 'calendar');
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    house.others.holding.set('service.alive', held);
    const asked = asking.ask('alive', { connection });
    await house.others.until('service.alive', () => true);
    const stopped = house.gateway.stop();
    answer?.();
    expect(await asked).toEqual({ changed: true });
    await stopped;
    await expect(asking.ask('alive', { connection })).rejects.toThrow('nobody listens');
    await house.close();
  });
});

const nothing = { add: () => undefined, set: () => undefined };

describe('a gateway without a lease', () => {
  it('hands nothing on: what reaches it may have waited while it stood still', async () => {
    const house = await House.open();
    const bus = await house.stage.connectThroughLine();
    const intake = new ServiceIntake({
      bus,
      commands: new CommandClient(bus),
      clock: new SystemClock(0),
      meter: { counter: () => nothing, gauge: () => nothing, observe: () => undefined },
      tenure: { holds: false },
    });
    await house.gateway.stop();
    await intake.start();
    try {
      const asking = new Asking(house.stage, 'calendar');
      expect(await asking.codeOf('connect', { connection, declaration })).toBe('unavailable');
      expect(house.others.taken.filter(({ verb }) => verb.startsWith('service.'))).toEqual([]);
    } finally {
      await intake.stop();
      await house.close();
    }
  });
});
