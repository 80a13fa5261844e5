import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { addService } from '../harness/foreign-service.js';
import { type ConnectedTerminal, addPerson, connectAgain, connectNew } from '../harness/people.js';
import { type Program, isAlive, startProgram } from '../harness/processes.js';
import { System } from '../harness/system.js';

const CALL = { service: 'messaging', operation: 'messages', payload: {}, timeoutMs: 2_000 };

describe('a service of the example comes back by itself', () => {
  let folder: string;
  let system: System;
  let phone: ConnectedTerminal;
  let messaging: Program;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-services-'));
    system = await System.start({ services: true });
    const services = join(folder, 'services.json');
    const secret = await addService(system, 'messaging');
    await writeFile(services, JSON.stringify([{ user: 'messaging', secret }]), { mode: 0o600 });
    messaging = await startProgram({
      script: 'apps/examples/dist/services/messaging.js',
      args: ['--nats', system.natsUrl, '--services', services],
    });
    phone = await connectNew(system, await addPerson(system, 'alice'));
    await phone.terminal.call('service.activate', { service: 'messaging' });
    await phone.terminal.close();
  }, 120_000);
  afterAll(async () => {
    await messaging.signal('SIGTERM');
    await system.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Through a line of its own, for those there were may be cut. */
  const answers = async (): Promise<boolean> => {
    try {
      const { terminal } = await connectAgain(system, phone);
      const said = await terminal.call('service.call', CALL);
      await terminal.close();
      return said['payload'] !== undefined;
    } catch {
      // Nobody is there to ask, or to answer: it is asked again.
      return false;
    }
  };

  it('when nats-server is killed, and when every app that serves it is', async () => {
    await until('it answers', answers);
    process.kill(system.enginePid, 'SIGKILL');
    await until('the engine is gone', () => !isAlive(system.engine));
    await system.startEngine();
    await until('it answers after the engine', answers, 60_000);
    for (const box of ['auth', 'service-registry', 'gateway'] as const) {
      await system.box(box).signal('SIGKILL');
      system.boxes.set(box, []);
      await system.startBox(box);
    }
    await until('it answers after its apps', answers, 60_000);
    expect({ alive: isAlive(messaging), said: messaging.lines }).toMatchObject({ alive: true });
  }, 240_000);
});
