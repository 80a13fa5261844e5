import { type NatsConnection, headers } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { asService, mergedCallout, specCallout } from '../fixtures/services-of-a-spec.js';
import type { Bus } from '../connection.js';

/** What is told of a service's request whose reply goes where the service may not publish. */
interface Attack {
  readonly name: string;
  /** What the service may publish. */
  readonly subject: string;
  readonly body: string;
  /** Where the answer goes. */
  readonly reply: string;
  /** Whether it was of any effect. */
  readonly worked: (bus: Bus) => Promise<boolean>;
}

const EMPTY_PULL = {
  subject: '$JS.API.CONSUMER.MSG.NEXT.EVENTS_OUT.svc-a',
  body: '{"batch":1,"no_wait":true}',
};
const EVENT = { subject: 'liaison.events.in.a.said', body: '{}' };
const FORGED_FACT = 'liaison.facts.0.account.victim';
const PLANTED_EVENT = 'liaison.events.in.c.said';
const FORGED_EVENT = 'liaison.events.in.b.said';

const heard: string[] = [];

const attacks: readonly Attack[] = [
  {
    name: 'deletes FACTS',
    ...EMPTY_PULL,
    reply: '$JS.API.STREAM.DELETE.FACTS',
    worked: async ({ jsm }) => !(await jsm.streams.names().next()).includes('FACTS'),
  },
  {
    name: 'purges EVENTS_IN',
    ...EMPTY_PULL,
    reply: '$JS.API.STREAM.PURGE.EVENTS_IN',
    worked: async ({ jsm }) => (await stored(jsm, 'EVENTS_IN', PLANTED_EVENT)) === 0,
  },
  {
    name: "deletes another's durable",
    ...EMPTY_PULL,
    reply: '$JS.API.CONSUMER.DELETE.EVENTS_OUT.svc-b',
    worked: async ({ jsm }) => !(await durables(jsm)).includes('svc-b'),
  },
  {
    name: 'stores a fact',
    ...EVENT,
    reply: FORGED_FACT,
    worked: async ({ jsm }) => (await stored(jsm, 'FACTS', FORGED_FACT)) > 0,
  },
  {
    name: 'sends a command',
    ...EVENT,
    reply: 'liaison.cmd.auth.user.erase',
    worked: () => Promise.resolve(heard.length > 0),
  },
  {
    name: "emits another's event",
    ...EVENT,
    reply: FORGED_EVENT,
    worked: async ({ jsm }) => (await stored(jsm, 'EVENTS_IN', FORGED_EVENT)) > 0,
  },
];

async function durables(jsm: Bus['jsm']): Promise<readonly string[]> {
  return (await jsm.consumers.list('EVENTS_OUT').next()).map(({ name }) => name);
}

async function stored(jsm: Bus['jsm'], stream: string, subject: string): Promise<number> {
  const { state } = await jsm.streams.info(stream, { subjects_filter: subject });
  return state.subjects?.[subject] ?? 0;
}

/** The streams that are attacked, as small as they can be. */
async function streams({ jsm, js }: Bus): Promise<void> {
  await jsm.streams.add({ name: 'FACTS', subjects: ['liaison.facts.>'], deny_delete: true });
  await jsm.streams.add({ name: 'EVENTS_IN', subjects: ['liaison.events.in.>'] });
  await jsm.streams.add({ name: 'EVENTS_OUT', subjects: ['liaison.events.out.*'] });
  for (const service of ['a', 'b']) {
    await jsm.consumers.add('EVENTS_OUT', {
      durable_name: `svc-${service}`,
      filter_subject: `liaison.events.out.${service}`,
      ack_policy: 'explicit',
    });
  }
  await js.publish(PLANTED_EVENT, '{}');
}

describe.each([
  ['an account of their own', specCallout, false],
  ['our account', mergedCallout, true],
] as const)('services in %s', (_where, callout, worked) => {
  let spec: SpecEngine;
  let bus: Bus;
  let asked: { close(): Promise<void> };
  let service: NatsConnection;
  beforeEach(async () => {
    heard.length = 0;
    spec = await specEngine();
    bus = await spec.connect();
    await streams(bus);
    bus.nc.subscribe('liaison.cmd.>', {
      callback: (_error, { subject }) => void heard.push(subject),
    });
    await bus.nc.flush();
    asked = await callout(spec);
    service = await asService(spec, 'a');
  });
  afterEach(async () => {
    await service.close();
    await asked.close();
    await spec.end();
  });

  it.each(attacks)(`${worked ? 'can' : 'cannot'} by a reply: $name`, async (attack) => {
    service.publish(attack.subject, attack.body, { reply: attack.reply });
    await settled(service, bus);
    expect(await attack.worked(bus)).toBe(worked);
  });
});

describe('services of an engine whose subjects begin with another word', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let asked: { close(): Promise<void> };
  let service: NatsConnection;
  beforeEach(async () => {
    spec = await specEngine(4, 'telecom');
    bus = await spec.connect();
    await bus.jsm.streams.add({ name: 'EVENTS_IN', subjects: [bus.subjects.eventsInAll()] });
    asked = await specCallout(spec);
    service = await asService(spec, 'a');
  });
  afterEach(async () => {
    await service.close();
    await asked.close();
    await spec.end();
  });

  it('ask, emit, are called and refused under that word', async () => {
    const { subjects, nc } = bus;
    nc.subscribe(subjects.serviceRequests(), {
      callback: (_error, message) => void message.respond('welcome'),
    });
    service.subscribe(subjects.callsOf('a'), {
      callback: (_error, message) => void message.respond('done'),
    });
    const refused = service.subscribe(subjects.refused('a'), { max: 1 });
    await Promise.all([nc.flush(), service.flush()]);

    const welcome = await service.request(subjects.serviceRequest('a', 'connect'));
    expect(welcome.string()).toBe('welcome');
    const stored = await service.request(subjects.eventsIn('a', 'said'), '{}');
    expect(stored.json()).toMatchObject({ stream: 'EVENTS_IN', seq: 1 });
    expect((await nc.request(subjects.call('a', 'nonce'))).string()).toBe('done');
    nc.publish(subjects.refused('a'), 'because');
    for await (const message of refused) expect(message.string()).toBe('because');
  });
});

/** Whatever the engine does with what the service sent, it has done by then. */
async function settled(service: NatsConnection, { nc, jsm }: Bus): Promise<void> {
  const inbox = `_INBOX_a.${nc.info?.client_id ?? 0}`;
  const answered = service.subscribe(inbox, { max: 1 });
  // Handled after what was sent before it, on the same subject by the same stream.
  service.publish('liaison.events.in.a.said', '{}', { reply: inbox, headers: headers() });
  for await (const _ of answered) break;
  service.publish(EMPTY_PULL.subject, EMPTY_PULL.body, { reply: `${inbox}.pull` });
  await service.flush();
  for (let i = 0; i < 3; i++) {
    await nc.flush();
    await jsm.getAccountInfo();
  }
}
