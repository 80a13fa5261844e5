import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import type { CommandRequest } from '@liaison/contracts';
import { RunningMonitor } from '../fixtures/running-monitor.js';

describe('a selection is taken and handed on', () => {
  const ann = { user: 'ann' };
  let monitor: RunningMonitor;
  const taken: { readonly subject: string; readonly request: CommandRequest }[] = [];
  beforeAll(async () => {
    monitor = await RunningMonitor.start();
    await monitor.replica();
  }, 30_000);
  afterAll(() => monitor.stop(), 30_000);

  it('nowhere while availability is away: refused, nothing changed', async () => {
    const reply = await monitor.send('mode.clear', ann);
    expect(reply).toMatchObject({ refused: { code: 'unavailable' } });
  });

  it('as it came, and availability answers the caller itself', async () => {
    const { nc, subjects } = monitor.bus;
    await monitor.holder('availability', 'a1');
    nc.subscribe(subjects.commandsOf('availability'), {
      callback: (error, message) => {
        if (error !== null) return;
        taken.push({ subject: message.subject, request: message.json<CommandRequest>() });
        message.respond(JSON.stringify({ accepted: { result: { changed: true } } }));
      },
    });
    const selections = {
      'profile.activate': { user: 'ann', profile: 'work', mode: 'office', until: 'cleared' },
      'profile.deactivate': { user: 'ann', profile: 'work' },
      'mode.activate': { user: 'ann', mode: 'office' },
      'mode.clear': { user: 'ann' },
    };
    await until('it is noticed', async () => 'accepted' in (await monitor.send('mode.clear', ann)));
    for (const [verb, data] of Object.entries(selections)) {
      expect(await monitor.send(verb, data)).toEqual({ accepted: { result: { changed: true } } });
      expect(taken.at(-1)).toMatchObject({
        subject: `liaison.cmd.availability.${verb}`,
        request: { actor: 'app/gateway', command: expect.any(String), data },
      });
    }
  });

  it.each([
    ['mode.activate', { user: 'ann' }],
    ['mode.activate', { user: 'ann', mode: 'a.b' }],
    ['mode.activate', { user: 'ann', mode: 'office', until: 'tomorrow' }],
    ['mode.activate', { user: 'ann', mode: 'office', also: 1 }],
    ['profile.activate', { user: 'a.>', profile: 'work' }],
  ])('never where it is not written as it must be: %s %j', async (verb, data) => {
    const before = taken.length;
    expect(await monitor.send(verb, data)).toMatchObject({ refused: { code: 'malformed' } });
    expect(taken).toHaveLength(before);
  });
});
