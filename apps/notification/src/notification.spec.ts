import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { RunningNotification } from './fixtures/running-notification.js';

const ping = { type: 'ping', about: 'nobody' } as const;
const missed = {
  type: 'call.missed',
  about: 'user',
  schema: { type: 'object', required: ['from'] },
} as const;

describe('notification', () => {
  let running: RunningNotification;
  beforeAll(async () => {
    running = await RunningNotification.start();
    const { registry } = running;
    await registry.user('alice');
    await registry.user('bob');
    await registry.service('tel', { emits: [ping, missed], wants: [] });
    await registry.service('mail', {
      wants: [{ type: 'call.missed' }, { type: 'ping', from: 'tel' }],
    });
    await registry.service('log', {
      emits: [ping],
      wants: [{ type: 'ping' }, { type: 'call.missed' }],
    });
    await registry.service('idle', { emits: [ping] });
    for (const service of ['tel', 'mail']) await registry.activate('alice', service);
    await running.replica();
  }, 60_000);
  afterAll(() => running.stop());

  const outcomes = async (sender: string, count: number) =>
    (await running.recordedOf(sender, count)).map(({ event, outcome, receivers }) => [
      event,
      outcome,
      ...receivers.map(({ service }) => service),
    ]);

  it('hands an event to each service that wants it, once, in order (C1.4)', async () => {
    for (let n = 0; n < 300; n++) await running.emit('tel', { id: `p${n}`, data: { n } });
    const copies = await running.copiesFor('mail', 300);
    expect(copies.map(({ id }) => id)).toEqual([...Array(300).keys()].map((n) => `p${n}`));
    expect((await running.copiesFor('log', 300)).map(({ id }) => id)).toEqual(
      copies.map(({ id }) => id),
    );
    expect(await running.copies('idle')).toEqual([]);
    expect(copies[7]).toMatchObject({ service: 'tel', data: { n: 7 }, source: '/tel' });
    expect(copies[7]?.correlation).toMatch(/^[0-9a-f-]{36}$/);
  }, 60_000);

  it('says who is notified of an event about a user, and why nobody is of another (C1.14)', async () => {
    const before = (await running.recorded('tel')).length;
    const emit = (id: string, more: object) =>
      running.emit(
        'tel',
        { id, data: { from: 'x' }, correlation: 'chain-9', ...more },
        'call.missed',
      );
    const refusals: string[] = [];
    running.bus.nc.subscribe(running.bus.subjects.refused('tel'), {
      callback: (_, message) => void refusals.push(message.string()),
    });
    await emit('m1', { subject: 'alice' });
    await emit('m2', { subject: 'bob' });
    await emit('m3', { subject: 'nobody' });
    await emit('m4', {});
    await emit('m5', { subject: 'alice', data: {} });
    await running.emit('tel', { id: 'm6', subject: 'alice' });
    await emit('m7', { subject: 'alice', time: new Date(Date.now() + 60_000).toISOString() });
    const all = (await outcomes('tel', before + 7)).slice(before);
    expect(all).toEqual([
      ['m1', 'matched', 'mail'],
      ['m2', 'refused:unknown-user'],
      ['m3', 'refused:unknown-user'],
      ['m4', 'refused:unknown-user'],
      ['m5', 'refused:invalid-payload'],
      ['m6', 'refused:malformed'],
      ['m7', 'refused:clock-ahead'],
    ]);
    const parked = await until('all are parked', async () => {
      const parked = await running.parked('tel');
      return parked.length === 6 && parked;
    });
    expect(parked.map(({ event, code }) => [event, code])).toEqual(
      all.slice(1).map(([event, outcome]) => [event, String(outcome).slice('refused:'.length)]),
    );
    const told = (
      await until('all are answered', async () => refusals.length === 6 && refusals)
    ).map((text) => JSON.parse(text) as Record<string, unknown>);
    const [one, two, three] = told.map((one) => ({ ...one, event: undefined }));
    expect([two, three]).toEqual([one, one]);
    expect(told[3]).toMatchObject({ event: 'm5', code: 'invalid-payload', field: '/data' });
    const copy = (await running.copies('mail')).at(-1);
    expect(copy).toMatchObject({ id: 'm1', correlation: 'chain-9', subject: 'alice' });
  }, 60_000);

  it('matches an id once, however often it is sent, and takes one that was refused again', async () => {
    const before = (await running.recorded('tel')).length;
    const copies = (await running.copies('log')).length;
    for (const id of ['r1', 'r1', 'r2', 'r1']) await running.emit('tel', { id });
    await running.emit('tel', { id: 'r3', source: '' });
    await running.emit('tel', { id: 'r3' });
    expect((await outcomes('tel', before + 6)).slice(before).map(([, outcome]) => outcome)).toEqual(
      ['matched', 'repeated', 'matched', 'repeated', 'refused:malformed', 'matched'],
    );
    expect((await running.copiesFor('log', copies + 3)).slice(copies).map(({ id }) => id)).toEqual([
      'r1',
      'r2',
      'r3',
    ]);
  }, 60_000);

  it('records an event nobody wants, and one nobody may have', async () => {
    await running.emit('idle', { id: 'i1' });
    expect(await outcomes('idle', 1)).toEqual([['i1', 'matched', 'log']]);
    await running.registry.declare('log', { emits: [ping] });
    await running.emit('idle', { id: 'i2' });
    expect((await outcomes('idle', 2))[1]).toEqual(['i2', 'unmatched']);
  }, 60_000);

  it('matches by what was in force, never behind the log', async () => {
    for (let round = 0; round < 40; round++) {
      const wants = round % 2 === 0 ? [{ type: 'ping' }] : [];
      await running.registry.declare('log', { emits: [ping], wants });
      await running.emit('idle', { id: `f${round}` });
      // What was changed before the event was sent is seen, though nobody waited for it.
      const outcome = round % 2 === 0 ? 'matched' : 'unmatched';
      const last = (await outcomes('idle', 3 + round)).at(-1);
      expect(last?.slice(0, 2)).toEqual([`f${round}`, outcome]);
    }
  }, 60_000);
});
