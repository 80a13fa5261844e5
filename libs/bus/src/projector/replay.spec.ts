import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SpecKeys, keyOf, writeFact } from '../fixtures/fact-writer.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { type SpecReplica, specReplica } from '../fixtures/replica.js';

const FACTS = 4_000;
const IN_FLIGHT = 200;

/** Keys that are only handed out once the gate is open. */
function gated(): { keys: SpecKeys; asked: Promise<void>; open: () => void } {
  let ask: (() => void) | undefined;
  let open: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  const keys = new SpecKeys();
  keys.keyOf = async () => {
    ask?.();
    await opened;
    return keyOf(1);
  };
  return { keys, asked, open: () => open?.() };
}

describe('a replay', () => {
  let ground: SpecEngine;
  let a: SpecReplica;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    ground = await playground(1);
  });
  afterEach(async () => {
    await a.ownership.stop();
    await ground.end();
  });

  it('goes on without a gap when the engine is killed in the middle of it', async () => {
    const writer = await ground.connect('writer');
    const write = (user: string, odd = {}): Promise<number> =>
      writeFact(writer, { kind: 'terminal', user, terminal: 't' }, odd);
    const portion = Array.from({ length: IN_FLIGHT }, (_, n) => `user${n}`);
    for (let written = 0; written < FACTS / 2; written += IN_FLIGHT) {
      await Promise.all(portion.map((user) => write(user)));
    }
    const middle = await write('sealed', { key: keyOf(1) });
    for (let written = 0; written < FACTS / 2; written += IN_FLIGHT) {
      await Promise.all(portion.map((user) => write(user)));
    }
    const gate = gated();
    a = await specReplica(ground, { app: 'tally', name: 'a', keys: gate.keys });
    await gate.asked;
    const first = a.tally(0)!;
    // The key is asked for before the facts in front of its own are folded.
    await until('all before it is folded', () => first.sequences.at(-1) === middle - 1);
    await ground.restart();
    gate.open();
    await until('all is folded', () => a.tally(0)?.sequences.at(-1) === FACTS + 1);
    // If the lease ran out meanwhile there is a second load, and it has folded from its checkpoint.
    const { sequences } = a.tally(0)!;
    const [from] = a.tally(0)!.checkpoints;
    const all = Array.from({ length: FACTS + 1 }, (_, n) => n + 1);
    expect(sequences).toEqual(all.slice(from));
    expect(a.faults()).toEqual([]);
  });
});
