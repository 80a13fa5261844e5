import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import type { CommandResult, JsonObject } from '@liaison/contracts';
import { RunningRegistry, resultOf, silent } from './fixtures/running-registry.js';

type Page = CommandResult<'service-registry', 'service.backlogs'>;

/** Five services: how much waits for each, as the engine counts it in their durables. */
const WAITING = { b: 3, a: 3, c: 1, e: 7 } as const;

describe('services by backlog', () => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await RunningRegistry.start();
    await registry.replica();
    for (const service of [...Object.keys(WAITING), 'd', 'undeclared', 'gone']) {
      await registry.operator('service.register', { service });
    }
    for (const service of [...Object.keys(WAITING), 'd', 'gone']) {
      await registry.connect(service, 'c1', { ...silent, delivery: 'pull' });
    }
    for (const [service, count] of Object.entries(WAITING)) {
      for (let i = 0; i < count; i++) await registry.notify(service, `${i}`);
    }
    await registry.operator('service.retire', { service: 'gone' });
    await registry.service('c', 'service.disconnect', { connection: 'c1' });
    await until('c is gone', async () => (await registry.ended('c')) === 'closed of c1');
  }, 60_000);
  afterAll(() => registry.stop(), 30_000);

  const page = async (data: JsonObject): Promise<Page> =>
    resultOf(await registry.operator('service.backlogs', data)) as unknown as Page;
  const said = async (data: JsonObject): Promise<string[]> =>
    (await page(data)).items.map(({ service, backlog }) => `${service} ${backlog}`);

  it('come the longest first, then by id; retired ones not', async () => {
    expect(await said({})).toEqual(['e 7', 'a 3', 'b 3', 'c 1', 'd 0', 'undeclared 0']);
    const [first] = (await page({ max: 1 })).items;
    expect(first).toEqual({
      service: 'e',
      connections: 1,
      backlog: 7,
      onTheWay: 0,
      parked: 0,
      expired: 0,
      delivery: 'pull',
    });
  });

  it('are those with enough waiting, and those connected or not', async () => {
    expect(await said({ min: 3 })).toEqual(['e 7', 'a 3', 'b 3']);
    expect(await said({ connected: false })).toEqual(['c 1', 'undeclared 0']);
    expect(await said({ connected: true, min: 1 })).toEqual(['e 7', 'a 3', 'b 3']);
  });

  it('come page by page, each once, while those of the pages before grow', async () => {
    const first = await page({ max: 2 });
    expect(first.next).toBe('3:a');
    await registry.notify('e', 'one more');
    const second = await page({ max: 2, after: '3:a' });
    expect(second.items.map(({ service }) => service)).toEqual(['b', 'c']);
    const third = await page({ max: 2, after: String(second.next) });
    expect(third.items.map(({ service }) => service)).toEqual(['d', 'undeclared']);
    expect(third.next).toBeUndefined();
  });

  it('refuse a filter that is none, with what is allowed, and everybody but operators', async () => {
    const refused = async (data: JsonObject): Promise<unknown> => {
      const reply = await registry.operator('service.backlogs', data);
      return 'refused' in reply ? reply.refused : reply;
    };
    expect(await refused({ after: 'weather' })).toMatchObject({
      code: 'malformed',
      field: '/after',
      message: '/after: must be a backlog and a service, as `next` says them: 12:weather',
    });
    expect(await refused({ min: -1 })).toMatchObject({ field: '/min' });
    expect(await registry.send('user/alice/phone', 'service.backlogs', {})).toMatchObject({
      refused: { code: 'not-permitted' },
    });
  });
});
