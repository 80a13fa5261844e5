import { jetstreamManager } from '@nats-io/jetstream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Random } from '../model/random.js';
import { until } from '../harness/await.js';
import { MoodyService, type Temper } from '../harness/moody-service.js';
import { operated } from '../harness/operates.js';
import { ownsAll } from '../harness/owners.js';
import { addPerson } from '../harness/people.js';
import { isAlive } from '../harness/processes.js';
import { type Proof, ProofReader, type Standing, counted } from '../harness/proof.js';
import { type KnownService, Service, accepted, newService } from '../harness/service.js';
import { System } from '../harness/system.js';

const SEED = 20_260_105;
/** Where notification dies under load. */
const PLACES = ['before-ending:3', 'after-ending:3', 'after-copies:3'];
/** Who makes durables again looks for them every 10 s. */
const THERE_WITHIN_MS = 40_000;
const DEAD_WITHIN_MS = 60_000;
const ACK_WAIT_MS = 3_000;
const BACKLOG_MAX = 150;
const SHORT_MS = 6_000;
const STILL_MS = 7_000;
const STILL_WITHIN_MS = 90_000;
const BREATH_MS = 12;

let system: System;
const random = new Random(SEED);
beforeAll(async () => {
  const env = {
    LIAISON_ACK_WAIT_MS: String(ACK_WAIT_MS),
    LIAISON_BACKLOG_MAX: String(BACKLOG_MAX),
  };
  system = await System.start({ services: true, env, replicas: { notification: 1 } });
});
afterAll(async () => {
  for (const one of started) one.abandon();
  await system?.stop();
});
/** Who has to be let go of where a test ends before its time. */
const started: MoodyService[] = [];

const emits = [
  { type: 'tick', about: 'nobody' },
  { type: 'note', about: 'user' },
];
/** One event in so many is about a user who is erased in the end. */
const ABOUT_ONE_IN = 12;
const moods: Temper = { sendsBack: 25, refuses: 5, ignores: 15 };
const good: Temper = { sendsBack: 0, refuses: 0, ignores: 0 };

const by = (temper: () => Temper) => ({ random, temper });

/** Two who emit, and who wants what both say: a good one, two moody ones, one that is always away. */
async function cast(): Promise<{
  readonly senders: readonly Service[];
  readonly moody: readonly MoodyService[];
  readonly names: readonly string[];
  readonly change: () => void;
}> {
  const senders = [
    await Service.connect(system, await newService(system, 'clock'), { emits }),
    await Service.connect(system, await newService(system, 'bell'), { emits }),
  ];
  const wants = senders.flatMap(({ service }) => [
    { type: 'tick', from: service },
    { type: 'note', from: service },
  ]);
  let inFlight = 32;
  let temper = moods;
  const make = async (
    name: string,
    more: object,
    mood: () => Temper,
  ): Promise<{ one: MoodyService; known: KnownService }> => {
    const known = await newService(system, name);
    const declared = (): object => ({ wants, inFlight, ...more });
    return { one: new MoodyService(system, known, declared, by(mood)), known };
  };
  const taker = await make('taker', { delivery: 'push' }, () => good);
  const fetcher = await make('fetcher', { delivery: 'pull' }, () => temper);
  const pushed = await make('pushed', { delivery: 'push' }, () => temper);
  const short = await make('short', { delivery: 'pull', retentionMs: SHORT_MS }, () => temper);
  const away = await newService(system, 'away');
  await (await Service.connect(system, away, { wants })).leave();
  const all = [taker, fetcher, pushed, short];
  started.push(...all.map(({ one }) => one));
  return {
    senders,
    moody: all.map(({ one }) => one),
    names: [...all.map(({ known }) => known.service), away.service],
    change: () => {
      // From the next connection on another version of the declaration is in force.
      inFlight = 48;
      temper = good;
    },
  };
}

/** What the streams say, once they say no more. */
async function atRest(): Promise<Proof> {
  let before = '';
  let faults: readonly string[] = [];
  const looks = async (): Promise<Proof | false> => {
    const proof = await ProofReader.read(system);
    const text = JSON.stringify(proof);
    const isSame = text === before;
    [before, faults] = [text, proof.faults];
    if (!isSame) await pause(STILL_MS);
    return isSame && faults.length === 0 && proof;
  };
  const proof = await until('nothing changes any more', looks, STILL_WITHIN_MS).catch(
    () => undefined,
  );
  if (proof === undefined) throw new Error(`it comes to no rest: ${faults.join('\n')}`);
  return proof;
}

async function forget(service: string): Promise<void> {
  const jsm = await jetstreamManager(system.operator);
  await jsm.consumers.delete('EVENTS_OUT', `svc-${service}`);
}

async function isThere(service: string): Promise<boolean> {
  const jsm = await jetstreamManager(system.operator);
  const all = await jsm.consumers.list('EVENTS_OUT').next();
  return all.some(({ name }) => name === `svc-${service}`);
}

/** Notification dies at one of its places, and another one goes on. */
async function dies(place: string): Promise<void> {
  const before = (system.boxes.get('notification') ?? []).at(-1);
  const next = await system.startBox('notification', { LIAISON_CRASH_AT: place });
  await before?.signal('SIGKILL');
  await until(`it dies at ${place}`, () => !isAlive(next), DEAD_WITHIN_MS);
  await system.startBox('notification');
}

it('C6.5 from the streams alone every accepted event and wanting service is one of pending, acknowledged, parked, expired, erased', async () => {
  const { senders, moody, names, change } = await cast();
  await Promise.all(moody.map((one) => one.start()));
  const { user } = await addPerson(system, 'alice');
  for (const service of [...names, ...senders.map((one) => one.service)]) {
    await accepted(system, 'service-registry', 'service.grant', { service, grant: 'all-users' });
  }
  const sent: string[] = [];
  const notes = new Set<string>();
  const emitting = { going: true };
  const load = (async (): Promise<void> => {
    while (emitting.going) {
      const isNote = random.below(ABOUT_ONE_IN) === 0;
      const sender = random.pick(senders);
      const id = isNote ? await sender.emit('note', { subject: user }) : await sender.emit('tick');
      sent.push(id);
      if (isNote) notes.add(id);
      await pause(BREATH_MS);
    }
  })();
  await until('much is under way', () => sent.length > BACKLOG_MAX);
  for (const place of PLACES) await dies(place);
  // Under load the durables of two are deleted; they are made again where they stood.
  await Promise.all(names.slice(0, 2).map((name) => forget(name)));
  change();
  await until(
    'both are there again',
    async () => {
      const there = await Promise.all(names.map((name) => isThere(name)));
      return there.every(Boolean);
    },
    THERE_WITHIN_MS,
  );
  emitting.going = false;
  await load;
  await Promise.all(moody.map((one) => one.stop()));
  await ownsAll((system.boxes.get('notification') ?? []).at(-1)!);
  await operated(system, 'parked', 'replay', names[1] ?? '', '--all', '--code', 'terminated');

  // What is matched after she is erased is refused, as about nobody.
  const isMatched = async (): Promise<boolean> =>
    (await ProofReader.read(system)).all.length === sent.length * names.length;
  await until('all that was sent is matched', isMatched, THERE_WITHIN_MS);
  // But for those that may have expired meanwhile.
  const parkedNotes = (await ProofReader.read(system)).all.flatMap((one) =>
    one.standing === 'parked' && notes.has(one.event) && one.service !== names[3] ? [one.copy] : [],
  );
  await accepted(system, 'auth', 'user.erase', { user });
  // It begins anew until notification has noted how far all that is made of events is stored.
  const isDestroyed = async (): Promise<boolean> =>
    (await ProofReader.read(system)).all.some(({ standing }) => standing === 'erased');
  await until('what was said of her is destroyed', isDestroyed, THERE_WITHIN_MS);
  const { all } = await atRest();
  process.stdout.write(
    `proof: ${names.map((name) => JSON.stringify(counted(all, name))).join(' ')}\n`,
  );
  const pairs = all.map(({ event, service }) => `${event} ${service}`);
  const wanted = sent.flatMap((event) => names.map((service) => `${event} ${service}`));
  expect(pairs.toSorted()).toEqual(wanted.toSorted());
  expect(new Set(all.map(({ standing }) => standing))).toEqual(
    new Set(['pending', 'acknowledged', 'parked', 'expired', 'erased']),
  );
  // Nothing that was said of her waits any more, here or in PARKED.
  const [waits, erased] = [
    all.filter(({ standing }) => standing === 'pending' || standing === 'parked'),
    all.filter(({ standing }) => standing === 'erased'),
  ];
  expect(waits.filter(({ event }) => notes.has(event))).toEqual([]);
  expect(erased.filter(({ event }) => !notes.has(event))).toEqual([]);
  expect(parkedNotes.length).toBeGreaterThan(0);
  expect(erased.map(({ copy }) => copy)).toEqual(expect.arrayContaining(parkedNotes));
  // The one that is always away has acknowledged nothing.
  expect(counted(all, names[4]).acknowledged ?? 0).toBe(0);
  for (const [at, one] of moody.entries()) {
    const of = (...standings: Standing[]): readonly string[] =>
      all.flatMap(({ service, event, standing }) =>
        service === names[at] && standings.includes(standing) ? [event] : [],
      );
    // Whose acknowledgement the engine has confirmed does not wait: it may have crossed another end.
    expect(of('pending').filter((event) => one.acknowledged.has(event))).toEqual([]);
    expect(of('acknowledged').filter((event) => !one.handed.has(event))).toEqual([]);
  }
  // The same without any durable, and without whoever would make it again.
  await Promise.all(
    (system.boxes.get('service-registry') ?? []).map((one) => one.signal('SIGKILL')),
  );
  await Promise.all(names.map((name) => forget(name)));
  expect((await ProofReader.read(system)).all).toEqual(all);
  system.boxes.delete('service-registry');
  await system.startBox('service-registry');
  // Who comes back is handed what is pending and nothing else.
  for (const [at, name] of names.entries()) {
    const one = moody[at];
    if (one === undefined) continue;
    const left = all.filter(({ service, standing }) => service === name && standing === 'pending');
    one.forget();
    await one.start();
    await until(
      'it has what was left',
      () => one.acknowledged.size >= left.length,
      THERE_WITHIN_MS,
    );
    await one.stop();
    expect([...one.handed].toSorted()).toEqual(left.map(({ event }) => event).toSorted());
  }
  const versions = new Set(
    all.filter(({ service }) => service === names[1]).map((one) => one.declaration),
  );
  expect(versions).toEqual(new Set([1, 2]));
  await Promise.all(senders.map((sender) => sender.leave()));
}, 240_000);
