import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import { RunningNotification } from './fixtures/running-notification.js';

const EVENTS = 200;
const ping = { type: 'ping', about: 'nobody' } as const;
const ids = [...Array(EVENTS).keys()].map((n) => `e${n}`);

describe('another replica', () => {
  let running: RunningNotification;
  beforeEach(async () => {
    running = await RunningNotification.start();
    await running.registry.service('tel', { emits: [ping] });
    for (const name of ['mail', 'log']) {
      await running.registry.service(name, { wants: [{ type: 'ping' }] });
    }
  }, 60_000);
  afterEach(() => running.stop());

  /** Every event in exactly one match, one copy a service, in order: counted from the streams alone. */
  const allIsWell = async (): Promise<void> => {
    const recorded = await running.recordedOf('tel', EVENTS + 1);
    expect(recorded.map(({ event }) => event)).toEqual([...ids, 'bad']);
    const matched = recorded.filter(({ outcome }) => outcome === 'matched');
    expect(matched).toHaveLength(EVENTS);
    for (const name of ['mail', 'log']) {
      const copies = await running.copiesFor(name, EVENTS);
      expect(copies.map(({ id }) => id)).toEqual(ids);
    }
    const parked = await until('the refused is parked', async () => {
      const parked = await running.parked('tel');
      return parked.length > 0 && parked;
    });
    expect(parked).toMatchObject([{ event: 'bad', code: 'malformed' }]);
  };

  const emitAll = async (): Promise<void> => {
    for (const id of ids) await running.emit('tel', { id });
    await running.emit('tel', { id: 'bad', source: '' });
  };

  it('goes on where one was killed between copies (I1, I4, I5, I10)', async () => {
    const first = await running.process('between-copies:2');
    const gone = once(first, 'exit');
    await emitAll();
    expect((await gone)[1]).toBe('SIGKILL');
    await running.process();
    await allIsWell();
  }, 60_000);

  it('goes on where one was frozen, which does no harm when it wakes', async () => {
    const first = await running.process('after-matched:2:freeze');
    await emitAll();
    await running.recordedOf('tel', 1);
    await running.process();
    await allIsWell();
    first.kill('SIGCONT');
    await running.emit('tel', { id: 'later' });
    await running.copiesFor('mail', EVENTS + 1);
    expect((await running.recorded('tel')).map(({ event }) => event)).toEqual([
      ...ids,
      'bad',
      'later',
    ]);
    expect((await running.copies('log')).map(({ id }) => id)).toEqual([...ids, 'later']);
  }, 60_000);
});
