import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { ended, endingsOf } from '../harness/copies.js';
import { readAll } from '../harness/log.js';
import { copied, matched } from '../harness/matches.js';
import { operated, operates } from '../harness/operates.js';
import { ProofReader, counted } from '../harness/proof.js';
import { type KnownService, Service, newService } from '../harness/service.js';
import { System } from '../harness/system.js';
import { idsOf } from '../harness/ticking.js';

const ACK_WAIT_MS = 1_000;
const DELIVERIES_MAX = 10;
const TICK = { type: 'tick', about: 'nobody' };

let system: System;
beforeAll(async () => {
  const env = { LIAISON_ACK_WAIT_MS: String(ACK_WAIT_MS) };
  system = await System.start({ services: true, env });
});
afterAll(async () => system?.stop());

interface Item {
  readonly service: string;
  readonly copy: string;
  readonly code: string;
  readonly attempts: number;
  readonly event: string;
}

const parkedOf = async (service: string, ...more: string[]): Promise<readonly Item[]> =>
  (await operated(system, 'parked', 'list', service, ...more))['items'] as readonly Item[];

/** Copies for a service that PARKED holds, as they were parked. */
async function keptFor(service: string): Promise<readonly string[]> {
  const copies: string[] = [];
  const from = {
    filter_subjects: `liaison.parked.service.${service}`,
    deliver_policy: DeliverPolicy.All,
  };
  await readAll(system, 'PARKED', from, ({ headers }) => {
    copies.push((headers?.get('Nats-Msg-Id') ?? '').replace(/^parked:/, ''));
  });
  return copies;
}

const refuse = (message: JsMsg): void => message.term('not for us');

/** A sender, and a service that fetches and has refused so many of its events. */
async function refused(count: number): Promise<{
  readonly clock: Service;
  readonly reader: Service;
  readonly known: KnownService;
  readonly sent: readonly string[];
  readonly items: readonly Item[];
}> {
  const clock = await Service.connect(system, await newService(system, 'clock'), { emits: [TICK] });
  const known = await newService(system, 'reader');
  const declared = { wants: [{ type: 'tick', from: clock.service }], delivery: 'pull' };
  const reader = await Service.connect(system, known, declared, { consumes: false });
  const sent: string[] = [];
  for (let i = 0; i < count; i++) sent.push(await clock.emit('tick', { data: { i: 1.5 } }));
  await reader.fetch(count, refuse);
  await ended(system, reader.service, count);
  return { clock, reader, known, sent, items: await parkedOf(reader.service) };
}

it('is listed with its reason, shown with its event, and replayed: the same one, once, and recorded', async () => {
  const { clock, reader, sent, items } = await refused(3);
  const { service } = reader;
  const first = { service, code: 'terminated', attempts: 1, from: clock.service, type: 'tick' };
  expect(items).toMatchObject(sent.map((event) => ({ ...first, event })));
  const [one] = items;
  const copy = one?.copy ?? '';
  expect(await operated(system, 'parked', 'show', service, copy)).toMatchObject({
    ...first,
    copy,
    expires: expect.stringMatching(/^\d{4}-.*Z$/),
    body: { id: sent[0], type: 'tick', data: { i: 1.5 }, service: clock.service },
  });
  const replayed = await operated(system, 'parked', 'replay', service, copy);
  expect(replayed).toEqual({ service, replayed: [copy] });
  const [again] = await reader.fetch(1);
  expect(again).toEqual(reader.heard[0]);
  expect((await endingsOf(system, service)).at(-1)).toEqual({ is: 'replayed', copy });
  const left = items.slice(1).map((item) => item.copy);
  expect((await parkedOf(service)).map((item) => item.copy)).toEqual(left);
  await until('it is kept no more', async () => !(await keptFor(service)).includes(copy));
  expect(await keptFor(service)).toEqual(left);
  await until('it is acknowledged', async () => {
    const { all } = await ProofReader.read(system);
    return all.find((proven) => proven.copy === copy)?.standing === 'acknowledged';
  });
  const { faults } = await ProofReader.read(system);
  expect(faults).toEqual([]);
  await Promise.all([clock.leave(), reader.leave()]);
});

it('is replayed all at once in the order it came, by its reason alone too', async () => {
  const { clock, reader, sent, items } = await refused(5);
  const { service } = reader;
  const none = await operated(system, 'parked', 'replay', service, '--all', '--code', 'overflow');
  expect(none).toEqual({ service, replayed: [] });
  const all = await operated(system, 'parked', 'replay', service, '--all', '--code', 'terminated');
  expect(all['replayed']).toEqual(items.map(({ copy }) => copy));
  expect(idsOf(await reader.fetch(5))).toEqual(sent);
  expect(await parkedOf(service)).toEqual([]);
  await Promise.all([clock.leave(), reader.leave()]);
});

it('is refused by name where it waits, is settled, or never was', async () => {
  const { clock, reader, items } = await refused(1);
  const { service } = reader;
  const copy = items[0]?.copy ?? '';
  const refusal = async (verb: string, which: string): Promise<string> =>
    (await operates(system, 'parked', verb, service, which)).errors;
  await operated(system, 'parked', 'replay', service, copy);
  const tick = await clock.emit('tick');
  await copied(system, service, [tick]);
  const sent = await matched(system, clock.service, 2);
  const waiting = sent[1]?.receivers[0]?.copy ?? '';
  for (const verb of ['show', 'replay']) {
    expect(await refusal(verb, waiting)).toContain('not-parked');
  }
  await reader.fetch(2);
  await until('both are settled', async () => {
    const { all } = await ProofReader.read(system);
    return counted(all, service).acknowledged === 2;
  });
  for (const verb of ['show', 'replay']) {
    expect(await refusal(verb, copy)).toContain('settled');
    expect(await refusal(verb, 'never-was')).toMatch(/^unknown-notification.*\n.*parked list/s);
  }
  expect((await operates(system, 'parked', 'list', 'nobody')).errors).toContain('unknown-service');
  const unclear = await operates(system, 'parked', 'replay', service);
  expect(unclear).toMatchObject({ code: 1, errors: expect.stringContaining('--all') });
  await Promise.all([clock.leave(), reader.leave()]);
});

it('is what was pushed ten times in vain, and no sooner', async () => {
  const clock = await Service.connect(system, await newService(system, 'clock'), { emits: [TICK] });
  const known = await newService(system, 'deaf');
  const declared = { wants: [{ type: 'tick', from: clock.service }] };
  const deaf = await Service.connect(system, known, declared, { acknowledges: false });
  await clock.emit('tick');
  const [parked] = await ended(system, deaf.service, 1);
  expect(parked).toMatchObject({ is: 'parked', code: 'exhausted', attempts: DELIVERIES_MAX });
  expect(deaf.heard).toHaveLength(DELIVERIES_MAX);
  await deaf.leave();
  const back = await Service.connect(system, known, declared);
  expect(back.welcome).toMatchObject({ backlog: 0, parked: 1 });
  await operated(system, 'parked', 'replay', back.service, '--all');
  expect(await back.hears(1)).toEqual([deaf.heard[0]?.['id']]);
  await Promise.all([clock.leave(), back.leave()]);
}, 60_000);
