import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@liaison/bus/fixtures';
import type { JsonObject } from '@liaison/contracts';
import { type RunningBox, SystemClock } from '@liaison/runtime';
import { World } from './fixtures/world.js';
import { document } from './projections/fixtures/history.js';

const MINUTE_MS = 60_000;
const LEAD_MS = 1_500;

/** A local time in UTC, to the minute. */
const local = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

/** `open` from one minute on; `hidden` by default. */
function opening(fromMs: number, changes: object = {}): JsonObject {
  const [open, hidden] = document().modes;
  const rules = [{ start: local(fromMs), end: local(fromMs + 60 * MINUTE_MS) }];
  const modes = [{ ...open!, rules }, hidden!];
  const profile = document({ zone: 'UTC', defaultMode: 'hidden', modes, ...changes });
  return profile as unknown as JsonObject;
}

describe('the periods of a profile', () => {
  let world: World;
  let one: RunningBox;
  /** A whole minute, shortly after which the clock of the first owner began. */
  const startMs = (Math.floor(Date.now() / MINUTE_MS) + 2) * MINUTE_MS;

  beforeAll(async () => {
    world = await World.begin();
    one = await world.start('one', startMs - Date.now());
  }, 30_000);
  afterAll(() => world.end());

  async function activated(user: string, profile: JsonObject): Promise<void> {
    await world.register(user);
    await world.told('profile.upload', { user, profile });
    await world.told('profile.activate', { user, profile: 'work' });
  }

  const own = async (user: string): Promise<unknown> => (await world.state(user))?.['own'];

  it('C3.3 that begin while nobody is there are written at the take-over, at their own instant', async () => {
    await activated('alice', opening(startMs + 5 * MINUTE_MS));
    const at = new Date(startMs + 5 * MINUTE_MS).toISOString();
    await until('hidden', async () => (await own('alice')) === 'unknown');
    await one.stop();
    await world.start('two', startMs + 5 * MINUTE_MS - Date.now() + LEAD_MS);
    await until('the boundary', async () => {
      return (
        (await world.lastProfileFact('alice'))['type'] === 'liaison.profile.periods-changed.v1'
      );
    });
    expect(await world.lastProfileFact('alice')).toMatchObject({
      command: `boundary:${at}`,
      data: { effectiveAt: at },
    });
    await until('open', async () => (await own('alice')) === 'not-connectable');
  });

  it('C3.2 change at their instant without any terminal', async () => {
    const offsetMs = startMs + 5 * MINUTE_MS - Date.now();
    await activated('bob', opening(startMs + 10 * MINUTE_MS));
    await until('hidden', async () => (await own('bob')) === 'unknown');
    await world.boxes.at(-1)!.stop();
    const next = startMs + 10 * MINUTE_MS - Date.now() - LEAD_MS;
    expect(next).toBeGreaterThan(offsetMs);
    await world.start('three', next);
    const beforeMs = Date.now() + next;
    await until('open', async () => (await own('bob')) === 'not-connectable');
    expect(beforeMs).toBeLessThan(startMs + 10 * MINUTE_MS);
    const lateMs = Date.now() + next - (startMs + 10 * MINUTE_MS);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(1_000);
  });

  it('C3.4 taken away by an edit while their boundary is due begin nothing, late or not', async () => {
    await activated('carol', opening(startMs + 15 * MINUTE_MS));
    await world.connect('carol');
    await until('hidden', async () => (await own('carol')) === 'unknown');
    await world.boxes.at(-1)!.stop();
    const clock = new SystemClock(startMs + 15 * MINUTE_MS - Date.now() + LEAD_MS);
    const modes = [document().modes[1]!];
    const hiding = document({ zone: 'UTC', defaultMode: 'hidden', modes });
    const edit = await world.edited('carol', clock, hiding);
    expect(edit).toMatchObject({
      type: 'ProfileUploaded',
      covering: [],
      passed: [{ at: new Date(startMs + 15 * MINUTE_MS).toISOString(), covering: ['open'] }],
    });
    const four = await world.start('four', clock.ms() - Date.now());
    expect(await own('carol')).toBe('unknown');
    expect((await world.lastProfileFact('carol'))['type']).toBe('liaison.profile.uploaded.v1');
    expect(await world.metric(four, 'liaison_boundaries_total')).toBe(0);
  });
});
