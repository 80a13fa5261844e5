import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { type StoredFact, readAll, wholeLog } from '../harness/log.js';
import { matched } from '../harness/matches.js';
import { addPerson, connectNew, modeOf, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { sees } from '../harness/sight.js';
import { Service, accepted, logIn, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { uuidV7 } from '../harness/uuid.js';
import { Terminal } from '../harness/terminal.js';

/** Who alone writes the facts of each kind of aggregate. */
const WRITERS: Readonly<Record<string, string>> = {
  account: '/liaison/auth',
  'service-account': '/liaison/auth',
  terminal: '/liaison/access-monitor',
  selection: '/liaison/access-monitor',
  profile: '/liaison/availability',
  consent: '/liaison/availability',
  registry: '/liaison/service-registry',
  matched: '/liaison/notification',
  delivery: '/liaison/notification',
  inbox: '/liaison/notification',
};
const LOGS = ['FACTS', 'REGISTRY', 'DELIVERY'];
const EMITS = { emits: [{ type: 'news', about: 'user' }] };

let system: System;
beforeAll(async () => {
  system = await System.start({ services: true });
});
afterAll(async () => system?.stop());

type Sourced = StoredFact & { readonly source: string };

/** Every fact there is; what the engine reports in DELIVERY is none. */
async function allFacts(): Promise<readonly Sourced[]> {
  const facts: Sourced[] = [];
  for (const stream of LOGS) {
    await readAll(system, stream, { deliver_policy: DeliverPolicy.All }, (message) => {
      if (message.subject.startsWith('$JS.')) return;
      facts.push({ ...message.json<Sourced>(), sequence: message.seq });
    });
  }
  return facts;
}

/** Sends a change that must be accepted; answers the facts it came to. */
async function changed(app: string, verb: string, data: object): Promise<readonly Sourced[]> {
  const command = uuidV7();
  const { accepted: done } = await system.command(app, verb, data, command);
  expect([verb, done === undefined]).toEqual([verb, false]);
  const facts = (await allFacts()).filter((fact) => fact.command === command);
  expect([verb, facts.map(({ id }) => id)]).toEqual([
    verb,
    done?.fact === undefined ? [] : [done.fact],
  ]);
  return facts;
}

it('M17 a change of user or service data is one fact of the command that asked for it, or none', async () => {
  const { user } = await addPerson(system, 'alice');
  const { service } = await newService(system, 'desk');
  const document = profileOf({ modes: [modeOf('office', 1), modeOf('away', 2)] });
  const changes = [
    ['auth', 'user.suspend', { user, cause: 'unpaid' }],
    ['auth', 'user.reinstate', { user, cause: 'paid' }],
    ['auth', 'user.set-password', { user, password: 'another secret' }],
    ['availability', 'profile.upload', { user, profile: document }],
    ['access-monitor', 'profile.activate', { user, profile: 'work' }],
    ['access-monitor', 'mode.activate', { user, mode: 'away' }],
    ['availability', 'authorisation.grant', { user, viewer: 'bob' }],
    ['availability', 'contact.block', { user, viewer: 'carol' }],
    ['access-monitor', 'service.activate', { user, service }],
    ['service-registry', 'service.close', { service }],
    ['service-registry', 'service.grant', { service, grant: 'all-users' }],
    ['access-monitor', 'service.open-to-user', { user, service }],
  ] as const;
  for (const [app, verb, data] of changes) {
    const [fact, ...more] = await changed(app, verb, data);
    expect([verb, more]).toEqual([verb, []]);
    expect(fact).toMatchObject({ specversion: '1.0', actor: 'operator/test' });
  }
  const before = await allFacts();
  expect(await changed('service-registry', 'service.close', { service })).toEqual([]);
  const refused = await system.command('auth', 'user.reinstate', { user, cause: 'paid' });
  expect(refused.refused?.code).toBe('not-suspended');
  expect(await allFacts()).toEqual(before);
});

it('M17 others learn of it from the log: at once, or when they are back, and from nobody else', async () => {
  const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
  const phone = await connectNew(system, alice);
  await useProfile(phone.terminal, profileOf());
  const viewer = await connectNew(system, bob);
  await useProfile(viewer.terminal, profileOf({ contacts: [alice.user] }));
  const looking = { viewer: bob.user, terminal: viewer.terminal, target: alice.user };
  await sees(looking, 'connectable');
  const known = await newService(system, 'paper');
  const paper = await Service.connect(system, known, EMITS);
  await phone.terminal.call('service.activate', { service: known.service });

  // All but auth are away: the fact is all that is left of the command.
  const away = ['availability', 'access-monitor', 'notification'] as const;
  for (const box of away) {
    await system.box(box).signal('SIGKILL');
    system.boxes.delete(box);
  }
  await accepted(system, 'auth', 'user.suspend', { user: alice.user, cause: 'unpaid' });
  await paper.emit('news', { subject: alice.user, data: {} });
  for (const box of away) await system.startBox(box);
  expect((await phone.terminal.closed).reason).toMatch(/^(revoked|kicked)$/);
  await sees(looking, 'unknown');
  const [event] = await matched(system, known.service, 1);
  expect(event?.outcome).toMatch(/^refused:/);
  const socket = await Terminal.open(system.terminalUrl());
  const connect = { token: phone.token, terminal: phone.id };
  await until('the access monitor decides again', async () => {
    return (await socket.refused('terminal.connect', connect)).refusal === 'suspended';
  });
});

it('M17 nothing else writes: one app an aggregate, and no service anything but events of its own', async () => {
  const facts = await allFacts();
  const written = new Map<string, Set<string>>();
  for (const { subject, source } of facts) {
    const kind = subject.split('.')[0] ?? '';
    written.set(kind, (written.get(kind) ?? new Set()).add(source));
  }
  expect(written.size).toBeGreaterThan(6);
  for (const [kind, sources] of written) {
    expect([kind, [...sources]]).toEqual([kind, [WRITERS[kind]]]);
  }
  const [{ lies } = { lies: '' }] = await wholeLog(system);
  const nc = await logIn(system, await newService(system, 'mallory'));
  const jsm = await jetstreamManager(system.operator);
  const ends = async (): Promise<number[]> => {
    const names = ['FACTS', 'REGISTRY', 'DELIVERY', 'STATE', 'KV_KEYS'];
    const infos = await Promise.all(names.map((name) => jsm.streams.info(name)));
    return infos.map(({ state }) => state.messages);
  };
  const before = await ends();
  const subjects = [
    lies,
    'liaison.registry.mallory',
    'liaison.cmd.auth.user.erase',
    '$KV.KEYS.key.x',
  ];
  for (const subject of subjects) {
    const answer = await nc.request(subject, '{}', { timeout: 1_000 }).catch(() => undefined);
    expect([subject, answer]).toEqual([subject, undefined]);
  }
  await nc.close();
  expect(await ends()).toEqual(before);
});
