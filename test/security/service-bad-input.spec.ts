import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect as dial } from 'node:net';
import { once } from 'node:events';
import { until } from '../harness/await.js';
import { accepted, addService, declarationOf } from '../harness/foreign-service.js';
import { type ConnectedTerminal, type Person, addPerson, connectNew } from '../harness/people.js';
import { System } from '../harness/system.js';
import type { RpcError } from '../harness/terminal.js';
import { Stranger, recordedOf } from './stranger.js';

const MEBIBYTE = 2 ** 20;
const HOUR_MS = 3_600_000;
const emits = [
  { type: 'cry', about: 'nobody' },
  { type: 'word', about: 'user' },
  {
    type: 'shape',
    about: 'nobody',
    schema: { type: 'object', properties: { room: { type: 'string' } }, required: ['room'] },
  },
];

/** To anything else it says nothing. */
const answers: Record<string, string> = { garbage: '{"payload', echo: '{"payload":"here"}' };

let system: System;
let alice: Person;
let terminal: ConnectedTerminal;
let crier: Stranger;
let hearer: Stranger;
let secret: string;
beforeAll(async () => {
  system = await System.start({ services: true });
  alice = await addPerson(system, 'alice');
  terminal = await connectNew(system, alice);
  secret = await addService(system, 'crier');
  const grant = { service: 'crier', grant: 'all-users' };
  await accepted(system, 'service-registry', 'service.grant', grant);
  const heard = { service: 'hearer', secret: await addService(system, 'hearer') };
  await accepted(system, 'service-registry', 'service.grant', { ...grant, service: 'hearer' });
  crier = await Stranger.connect(
    system,
    { service: 'crier', secret },
    { emits, calls: ['silence', 'garbage', 'echo'] },
    { answers: ({ operation }) => answers[String(operation)] },
  );
  hearer = await Stranger.connect(system, heard, { wants: emits.map(({ type }) => ({ type })) });
}, 120_000);
afterAll(async () => {
  await crier?.cut();
  await hearer?.cut();
  await system?.stop();
}, 60_000);

/** Nothing is stuck and nobody else affected: the next good event goes through. */
afterEach(async () => {
  const before = hearer.heard.length;
  await crier.send('cry', crier.event('cry', { id: `good-${before}` }));
  await until('the next good event goes through', () => hearer.heard.length > before);
  expect(hearer.heard.at(-1)).toMatchObject({ id: `good-${before}`, service: 'crier' });
  expect(hearer.heard).toHaveLength(before + 1);
});

type Made = readonly [type: string, body: string, headers?: Readonly<Record<string, string>>];
const made = (type: string, changes: object = {}): Made => [type, crier.event(type, changes)];
const binary = (changes: Readonly<Record<string, string>>): Made => [
  'cry',
  'hello',
  {
    'ce-specversion': '1.0',
    'ce-id': 'b1',
    'ce-source': '/crier',
    'ce-type': 'cry',
    'content-type': 'text/plain',
    ...changes,
  },
];

describe('an event that is taken in and refused', () => {
  it.each<[string, () => Made, string, string | undefined]>([
    ['no JSON', () => ['cry', '{"specversion":'], 'malformed', undefined],
    ['nothing at all', () => ['cry', ''], 'malformed', undefined],
    ['no text', () => ['cry', '"cry"'], 'malformed', undefined],
    ['nested too deeply', () => ['cry', '['.repeat(5_000)], 'malformed', undefined],
    ['a type other than its subject', () => made('cry', { type: 'word' }), 'malformed', '/type'],
    ['no id', () => made('cry', { id: '' }), 'malformed', '/id'],
    ['an id over 128 characters', () => made('cry', { id: 'x'.repeat(129) }), 'malformed', '/id'],
    ['a time that is none', () => made('cry', { time: 'noon' }), 'malformed', '/time'],
    [
      'a time to come',
      () => made('cry', { time: new Date(Date.now() + HOUR_MS).toISOString() }),
      'clock-ahead',
      '/time',
    ],
    [
      'about nobody we know',
      () => made('word', { subject: 'mallory' }),
      'unknown-user',
      '/subject',
    ],
    ['about a wildcard', () => made('word', { subject: 'a.>' }), 'unknown-user', '/subject'],
    ['about nobody where it must', () => made('word'), 'unknown-user', '/subject'],
    ['about somebody where not', () => made('cry', { subject: 'x' }), 'malformed', '/subject'],
    ['no data where a schema wants some', () => made('shape'), 'invalid-payload', '/data'],
    [
      'data that breaks the schema',
      () => made('shape', { data: { room: 7 } }),
      'invalid-payload',
      '/data/room',
    ],
    [
      'a header in its header',
      () => binary({ 'ce-id': 'a%0d%0aNats-Msg-Id: b' }),
      'malformed',
      '/id',
    ],
    ['a broken escape', () => binary({ 'ce-id': '%zz' }), 'malformed', '/id'],
    [
      'a batch',
      () => ['cry', '[]', { 'content-type': 'application/cloudevents-batch+json' }],
      'malformed',
      undefined,
    ],
  ])('%s: the service is told why, and it is parked', async (_, make, code, field) => {
    const told = crier.refusals.length;
    const [type, body, headers] = make();
    await crier.send(type, body, headers);
    const refusal = await crier.nextRefusal(told);
    const where = field === undefined ? {} : { field };
    expect(refusal).toMatchObject({
      code,
      ...where,
      message: expect.any(String),
      fix: expect.any(String),
    });
    const { outcome, parked } = await until('it is parked', async () => {
      const now = await recordedOf(system, 'crier');
      return now.parked?.['code'] === code ? now : undefined;
    });
    expect(outcome).toBe(`refused:${code}`);
    expect(parked).toMatchObject({ ...refusal, stream: 'EVENTS_IN' });
    expect(crier.refusals).toHaveLength(told + 1);
  });

  it('about a user who is not there is refused as one without its subject is', async () => {
    const told = crier.refusals.length;
    for (const changes of [{ subject: 'mallory' }, {}]) {
      await crier.send('word', crier.event('word', { id: 'same', ...changes }));
    }
    await crier.nextRefusal(told + 1);
    expect(crier.refusals[told]).toEqual(crier.refusals[told + 1]);
  });
});

it('what is ours to say of an event nobody else says', async () => {
  const heard = hearer.heard.length;
  const lies = { service: 'bank', matched: 'x', correlation: 'no good!' };
  await crier.send('cry', crier.event('cry', { id: 'liar', ...lies }));
  const copy = await until('it is handed over', () => hearer.heard[heard]);
  expect(copy).toMatchObject({ id: 'liar', service: 'crier' });
  expect(copy['matched']).not.toBe('x');
  expect(copy['correlation']).not.toBe('no good!');
});

describe('what the engine refuses is an error at the client', () => {
  it.each(['shout', 'cry.loud', 'Cry', '*', '>'])('the undeclared type %s', async (type) => {
    expect(await crier.isDenied(`liaison.events.in.crier.${type}`)).toBe(true);
  });

  it('2 MB: the client itself does not send it', async () => {
    const event = crier.event('cry', { data: 'x'.repeat(2 * MEBIBYTE) });
    await expect(crier.send('cry', event)).rejects.toThrow('max_payload');
  });

  it('2 MB by a client that does not look: its line is closed when it announces them', async () => {
    const { hostname, port } = new URL(system.natsUrl);
    const socket = dial(Number(port), hostname);
    let said = '';
    socket.on('data', (data: Buffer) => (said += data.toString('latin1')));
    const closed = once(socket, 'close');
    const login = { user: 'crier', pass: secret, verbose: false, headers: true };
    socket.write(`CONNECT ${JSON.stringify(login)}\r\nPING\r\n`);
    await until('it is let in', () => said.includes('PONG'));
    // The announcement alone: bytes sent to a line being closed would reset it, and take the answer with them.
    socket.write(`PUB liaison.events.in.crier.cry ${2 * MEBIBYTE}\r\n`);
    await closed;
    expect(said).toContain('Maximum Payload Violation');
  });

  it('a message that would replace the others', async () => {
    const rollup = { 'Nats-Rollup': 'all' };
    await expect(crier.send('cry', crier.event('cry'), rollup)).rejects.toThrow('rollup');
  });
});

const called = (operation: string): Promise<unknown> =>
  terminal.terminal
    .call('service.call', { service: 'crier', operation, payload: {}, timeoutMs: 500 })
    .catch(({ data }: RpcError) => data?.['code']);

const declares = async (changes: object): Promise<unknown> => {
  const declaration = declarationOf({ emits, ...changes });
  const { error } = await crier.ask('connect', { connection: 'c2', declaration });
  return error;
};

/** Whether a gateway has said so of it. */
const logged = (what: string, why: string): boolean =>
  system.box('gateway').lines.some((line) => line.includes(what) && line.includes(why));

describe('a request that cannot be served', () => {
  it.each<[string, object, string]>([
    [
      '10,000 types',
      { emits: Array.from({ length: 10_000 }, (_, n) => ({ type: `t${n}` })) },
      'too-large',
    ],
    ['a malformed type', { emits: [{ type: 'Cry Wolf', about: 'nobody' }] }, 'invalid-declaration'],
    ['a wildcard for a type', { emits: [{ type: '>', about: 'nobody' }] }, 'invalid-declaration'],
    ['a type twice', { emits: [emits[0], emits[0]] }, 'invalid-declaration'],
    [
      'about a word nobody knows',
      { emits: [{ type: 'cry', about: 'all' }] },
      'invalid-declaration',
    ],
  ])('a declaration with %s', async (_, changes, code) => {
    expect(await declares(changes)).toMatchObject({ code, fix: expect.any(String) });
    await until('it is logged', () => logged('crier connect', code));
    const { declaration } = await accepted(system, 'service-registry', 'service.describe', {
      service: 'crier',
    });
    expect(declaration).toMatchObject({ calls: ['echo', 'garbage', 'silence'] });
  });

  it('a call that is never answered, or with garbage, ends', async () => {
    await accepted(system, 'service-registry', 'service.open', { service: 'crier' });
    await terminal.terminal.call('service.activate', { service: 'crier' });
    expect(await called('silence')).toBe('outcome-unknown');
    expect(await called('garbage')).toBe('service-answer-malformed');
    await until(
      'both are logged',
      () => logged('silence', 'not known') && logged('garbage', 'no answer'),
    );
    expect(await called('echo')).toEqual({ payload: 'here' });
  });
});
