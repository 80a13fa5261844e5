import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { NobodyThere, NotSent, RequestTimedOut } from '../errors.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';

describe('requests', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
  });
  afterAll(() => spec.end());

  it('are answered each with its own answer, thousands at once', async () => {
    const other = await spec.connect();
    other.nc.subscribe('echo', {
      callback: (_error, message) => void message.respond(message.data),
    });
    await other.nc.flush();
    const answers = await Promise.all(
      Array.from({ length: 5_000 }, (_, n) =>
        bus.requests.request('echo', String(n), { timeoutMs: 5_000 }),
      ),
    );
    expect(answers.map((answer) => Number(answer.string()))).toEqual(
      Array.from({ length: 5_000 }, (_, n) => n),
    );
  });

  it('fail at once where nobody listens', async () => {
    const request = bus.requests.request('nobody', '', { timeoutMs: 30_000 });
    await expect(request).rejects.toThrow(NobodyThere);
  });

  it('time out where nobody answers, and a late answer harms nobody', async () => {
    let late: (() => unknown) | undefined;
    bus.nc.subscribe('slow', {
      callback: (_error, message) => {
        late = () => message.respond('x');
      },
    });
    const request = bus.requests.request('slow', '', { timeoutMs: 100 });
    await expect(request).rejects.toThrow(RequestTimedOut);
    late?.();
    await bus.nc.flush();
    await expect(bus.requests.request('nobody', '', { timeoutMs: 1_000 })).rejects.toThrow(
      NobodyThere,
    );
  });

  it('are not sent where they are larger than the engine takes', async () => {
    const large = new Uint8Array(300 * 1024);
    const request = bus.requests.request('echo', large, { timeoutMs: 1_000 });
    await expect(request).rejects.toThrow(NotSent);
  });

  it('are waited for by a connection that closes', async () => {
    const own = await spec.connect();
    bus.nc.subscribe('soon', {
      callback: (_error, message) => void setImmediate(() => message.respond('done')),
    });
    await bus.nc.flush();
    const request = own.requests.request('soon', '', { timeoutMs: 5_000 });
    await Promise.all([own.close(), expect(request).resolves.toHaveProperty('subject')]);
  });
});
