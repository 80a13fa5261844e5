import { terminalCodec } from '@liaison/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freeze } from '../fixtures/freeze.js';
import { SpecFacts, accepted, codeOf, connected, terminalOf } from '../fixtures/facts-of-a-spec.js';
import type { JetStreamFactStore } from './fact-store.js';

/** Shorter than the defaults: what is tested is what follows, not how long it takes. */
const patience = { retryForMs: 1_500, tryMs: 300 };

describe('an engine that does not answer', () => {
  let facts: SpecFacts;
  let store: JetStreamFactStore;
  beforeEach(async () => {
    facts = await SpecFacts.start();
    store = facts.store({ patience });
  });
  afterEach(() => facts.spec.end());

  const isBack = () =>
    new Promise<void>((resolve) => {
      if (facts.bus.connected()) resolve();
      facts.bus.onChange((connected) => {
        if (connected) resolve();
      });
    });

  it('makes an append unknown, and the same command later acts once (I1)', async () => {
    const user = facts.newUser();
    await facts.connect(store, user, 'c0');
    await freeze(facts.spec.engine.pid);
    const context = facts.by();
    const outcome = await facts.connect(store, user, 'c1', context);
    process.kill(facts.spec.engine.pid, 'SIGCONT');
    expect(outcome).toEqual({ unknown: true });
    await isBack();
    accepted(await facts.connect(store, user, 'c1', context));
    const line = await facts.history(facts.subject(user));
    expect(line.filter((fact) => fact.command === context.command)).toHaveLength(1);
  });

  it('is waited for while it restarts: what was acknowledged is stored once (I1)', async () => {
    const writers = Array.from({ length: 20 }, () => facts.newUser());
    const contexts = writers.map(() => facts.by());
    const lasting = facts.store();
    await Promise.all(writers.map((user) => facts.connect(lasting, user, 'c0')));
    const outcomes = writers.map((user, at) => facts.connect(lasting, user, 'c1', contexts[at]));
    await facts.spec.engine.kill('SIGKILL');
    await facts.spec.restart();
    for (const outcome of await Promise.all(outcomes)) accepted(outcome);
    for (const user of writers) {
      expect(await facts.history(facts.subject(user))).toHaveLength(2);
    }
  });

  it('refuses as unavailable what was never sent', async () => {
    const user = facts.newUser();
    const gone = new Promise<void>((resolve) => facts.bus.onChange(() => resolve()));
    await facts.spec.engine.kill('SIGKILL');
    await gone;
    expect(codeOf(await facts.connect(store, user, 'c1'))).toBe('unavailable');
    await facts.spec.restart();
    const fact = connected('c1');
    const later = await store.execute(terminalCodec, terminalOf(user), facts.by(), () => ({
      fact,
    }));
    accepted(later);
  });
});
