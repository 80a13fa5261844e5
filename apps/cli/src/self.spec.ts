import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, type Engine, connectBus, findEngine, startEngine } from '@liaison/bus';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askSelf } from './self.js';

describe("a user's SELF, asked for by an operator", () => {
  let folder: string;
  let engine: Engine;
  let bus: Bus;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-self-'));
    engine = await startEngine({ data: folder, binary: findEngine(process.env) });
    const { url: natsUrl, seedFile: natsSeedFile } = engine;
    const where = { natsUrl, natsSeedFile, prefix: 'liaison', partitions: 4, replica: '' };
    bus = await connectBus(where, 'spec');
  });
  afterAll(async () => {
    await bus.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

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
