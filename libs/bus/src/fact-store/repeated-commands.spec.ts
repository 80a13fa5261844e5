import { terminalCodec, uuidV7 } from '@liaison/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { specClock } from '../fixtures/engine-of-a-spec.js';
import {
  SpecFacts,
  accepted,
  codeOf,
  disconnected,
  terminalOf,
} from '../fixtures/facts-of-a-spec.js';
import type { JetStreamFactStore } from './fact-store.js';
import { STEPS_MAX } from './was-here.js';

const DAY_MS = 24 * 3_600_000;

describe('a command sent again', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeAll(async () => {
    facts = await SpecFacts.start();
    store = facts.store();
  });
  afterAll(() => facts.spec.end());

  it('gets the same answer after others, and after the duplicate window', async () => {
    const user = facts.newUser();
    const context = facts.by();
    const first = accepted(await facts.connect(store, user, 'c1', context));
    for (const connection of ['c2', 'c3', 'c4']) await facts.connect(store, user, connection);
    await untilPast(facts.clock.ms() + 200);
    const outcome = await facts
      .store()
      .execute(terminalCodec, terminalOf(user), context, () => ({ refused: 'unknown-terminal' }));
    const again = accepted(outcome);
    expect(again.repeated).toBe(true);
    expect({ ...again.accepted, recorded: '' }).toEqual({ ...first.accepted, recorded: '' });
    expect(await facts.history(facts.subject(user))).toHaveLength(4);
  });

  it('is found a minute later though its clock was ahead of ours', async () => {
    const user = facts.newUser();
    const ahead = facts.by(uuidV7(facts.clock.ms() + 3_000));
    accepted(await facts.connect(store, user, 'c1', ahead));
    await facts.connect(store, user, 'c2');
    const clock = specClock();
    clock.offsetMs = 120_000;
    await untilPast(facts.clock.ms() + 200);
    const again = await facts.connect(facts.store({ clock }), user, 'c1', ahead);
    expect(accepted(again).repeated).toBe(true);
    expect(await facts.history(facts.subject(user))).toHaveLength(2);
  });

  it('is refused where it was something else the first time', async () => {
    const user = facts.newUser();
    const context = facts.by();
    await facts.connect(store, user, 'c1', context);
    const other = { ...context, produces: ['TerminalDisconnected'] };
    expect(codeOf(await facts.connect(store, user, 'c1', other))).toBe('command-reused');
    const same = { ...context, produces: ['TerminalConnected'] };
    expect(accepted(await facts.connect(store, user, 'c1', same)).repeated).toBe(true);
  });

  it('is its own on every aggregate', async () => {
    const context = facts.by();
    const [alice, bob] = [facts.newUser(), facts.newUser()];
    const one = accepted(await facts.connect(store, alice, 'c1', context));
    const two = accepted(await facts.connect(store, bob, 'c1', context));
    expect(two.repeated).toBe(false);
    expect(two.accepted.envelope.id).not.toBe(one.accepted.envelope.id);
  });

  it('is refused from too long ago, from the future, and without an id that is one', async () => {
    const user = facts.newUser();
    const code = async (command: string) =>
      codeOf(await facts.connect(store, user, 'c1', facts.by(command)));
    expect(await code(facts.commandOf(DAY_MS + 1_000))).toBe('command-too-old');
    expect(await code(facts.commandOf(-6_000))).toBe('clock-ahead');
    expect(await code('hello')).toBe('malformed');
    expect(await code('drop:everything')).toBe('malformed');
    expect(await facts.history(facts.subject(user))).toHaveLength(0);
  });

  it('is unknown where it may lie further back than is read', async () => {
    const user = facts.newUser();
    const [early, late] = [facts.by(facts.commandOf(1_000)), facts.by(facts.commandOf(1_000))];
    accepted(await facts.connect(store, user, 'c0', early));
    for (let n = 1; n <= STEPS_MAX; n++) await facts.connect(store, user, `c${n}`);
    const found = await facts.connect(facts.store(), user, 'c0', early);
    expect(accepted(found).repeated).toBe(true);
    await facts.connect(store, user, 'one-more');
    await facts.connect(store, user, 'and-another');
    expect(await facts.connect(facts.store(), user, 'late', late)).toEqual({ unknown: true });
    expect(accepted(await facts.connect(store, user, 'late', late)).repeated).toBe(false);
  });

  it('is a no-op by the state where it is a trigger of ours', async () => {
    const user = facts.newUser();
    const lost = facts.by('lost:c1', { actor: 'app/access-monitor' });
    const end = () =>
      store.execute(terminalCodec, terminalOf(user), lost, ({ state }) =>
        state.connected && state.connection === 'c1'
          ? { fact: disconnected('c1', 'lost') }
          : { unchanged: true },
      );
    await facts.connect(store, user, 'c1');
    const { accepted: ended } = accepted(await end());
    expect(ended.envelope.id).toMatch(/^00000000-0000-8/);
    expect(accepted(await end()).repeated).toBe(true);
    await facts.connect(store, user, 'c2');
    expect(await end()).toHaveProperty('unchanged');
    expect(await facts.history(facts.subject(user))).toHaveLength(3);
  });
});

/** The window is the engine's, in its own time: it cannot be awaited but by the clock. */
async function untilPast(ms: number): Promise<void> {
  while (Date.now() < ms) await new Promise((resolve) => setImmediate(resolve));
}
