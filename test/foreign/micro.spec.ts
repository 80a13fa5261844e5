import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';
import { mayUsePython, python } from '../harness/python.js';
import { addPerson } from '../harness/people.js';
import { System } from '../harness/system.js';

const run = promisify(execFile);

interface Service {
  readonly name: string;
  readonly id: string;
  readonly version: string;
  readonly type: string;
  readonly endpoints?: readonly {
    readonly name: string;
    readonly subject: string;
    readonly num_requests?: number;
  }[];
}

(mayUsePython ? describe : describe.skip)(
  'a stranger with nats-py (needs python3 with venv and pip)',
  () => {
    let system: System;
    let said: Record<'PING' | 'INFO' | 'STATS', Service[]>;

    beforeAll(async () => {
      system = await System.start({ services: true });
      await Promise.all(['alice', 'bob'].map((name) => addPerson(system, name)));
      const script = join(CHECKOUT, 'test', 'foreign', 'micro.py');
      const program = await python();
      const { stdout } = await run(program, [script, system.natsUrl, system.seedFile, '6']);
      said = JSON.parse(stdout) as typeof said;
    }, 180_000);
    afterAll(() => system.stop());

    const APPS = [
      'access-monitor',
      'auth',
      'availability',
      'gateway',
      'notification',
      'service-registry',
    ];

    it.each(['PING', 'INFO', 'STATS'] as const)('hears every app answer $SRV.%s', (kind) => {
      expect(said[kind].map((service) => service.name).toSorted()).toEqual(APPS);
      for (const service of said[kind]) {
        expect(service.type).toBe(`io.nats.micro.v1.${kind.toLowerCase()}_response`);
        expect(service.version).toMatch(/^\d+\.\d+\.\d+$/);
      }
    });

    it('finds the commands of auth among its endpoints, with their counts', () => {
      const auth = said.STATS.find((service) => service.name === 'auth');
      const counts = new Map(
        auth?.endpoints?.map((endpoint) => [endpoint.subject, endpoint.num_requests]),
      );
      // Both people were registered by it, and nobody was erased.
      expect(counts.get('liaison.cmd.auth.user.add')).toBe(2);
      expect(counts.get('liaison.cmd.auth.user.erase')).toBe(0);
    });
  },
);
