import type { Bus } from '@liaison/bus';
import { type SpecEngine, specEngine } from '@liaison/bus/fixtures';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askSelf } from './self.js';

describe("a user's SELF, asked for by an operator", () => {
  let spec: SpecEngine;
  let bus: Bus;

  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
  });
  afterAll(() => spec.end());

  it('is waited for while their partition is between two owners', async () => {
    const { nc, requests, subjects } = bus;
    const subject = subjects.selfGet('alice');
    const asked = askSelf(bus, 'alice');
    // Nobody owns it: that is what the first question meets.
    await expect(requests.request(subject, '{}', { timeoutMs: 1_000 })).rejects.toThrow(subject);
    const owner = nc.subscribe(subject, {
      callback: (_error, message) => void message.respond(JSON.stringify({ user: 'alice' })),
    });
    expect(await asked).toEqual({ user: 'alice' });
    owner.unsubscribe();
  });

  it('is asked for no longer when the operator has gone', async () => {
    const { nc } = bus;
    const asked = askSelf(bus, 'alice').catch((error: Error) => error.name);
    await nc.flush();
    await bus.close();
    expect(await asked).toMatch(/^(BusAway|NotSent|NobodyThere)$/);
  });
});
