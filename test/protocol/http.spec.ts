import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../harness/await.js';
import { addPerson, connectNew, profileOf } from '../harness/people.js';
import { useProfile } from '../harness/profiles.js';
import { ServedSchemas } from '../harness/schemas.js';
import { System } from '../harness/system.js';

describe('what is told over HTTP', () => {
  let system: System;
  let schemas: ServedSchemas;
  beforeAll(async () => {
    system = await System.start();
    schemas = new ServedSchemas(system.httpUrl('gateway'));
  });
  afterAll(() => system.stop());

  it('is events as their served schemas say, and none with a member more', async () => {
    const [alice, bob] = [await addPerson(system, 'alice'), await addPerson(system, 'bob')];
    const other = await connectNew(system, bob);
    await useProfile(other.terminal, profileOf());
    const first = await connectNew(system, alice);
    await useProfile(first.terminal, profileOf({ contacts: [bob.user] }));
    await first.terminal.shows(bob.user, 'connectable');
    first.terminal.cut();

    const headers = { Authorization: `Bearer ${first.token}`, 'Liaison-Terminal': first.id };
    const stream = await fetch(`${system.httpUrl('gateway')}/terminal/stream`, { headers });
    const events: [string, object][] = [];
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const parts = (text + chunk).split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const [, name = '', data = ''] = /^event: (.+)\ndata: (.+)$/.exec(part) ?? [];
          if (name !== '') events.push([name, JSON.parse(data) as object]);
        }
      }
    })();
    const isTold = (name: string): boolean => events.some(([told]) => told === name);
    await until('the snapshot is there', () => isTold('snapshot'));
    await other.terminal.call('authorisation.ask', { user: alice.user });
    await until('somebody asks', () => isTold('authorisation.asked'));
    await other.terminal.call('terminal.disconnect');
    await until('somebody is gone', () => isTold('connectability'));
    const again = await connectNew(system, alice);
    await until('there is one terminal more', () => isTold('self'));
    await again.terminal.call('terminal.remove', { terminal: first.id });
    await reading;

    for (const [name, params] of events) {
      const schema = `terminal/${name}.event.json`;
      expect([name, await schemas.faults(schema, params)]).toEqual([name, []]);
      expect(await schemas.faults(schema, { ...params, surplus: 1 })).not.toEqual([]);
    }
    const kinds = [
      'authorisation.asked',
      'closing',
      'connectability',
      'connected',
      'self',
      'snapshot',
    ];
    expect([...new Set(events.map(([name]) => name))].toSorted()).toEqual(kinds);
    expect(events.at(-1)).toEqual(['closing', { code: 'kicked' }]);
  });
});
