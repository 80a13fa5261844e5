import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AggregateName } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { writeFact } from '../fixtures/fact-writer.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { playground } from '../fixtures/playground.js';
import { until } from '../fixtures/until.js';
import { type SpecReplica, specReplica } from '../fixtures/replica.js';
import { ensureLayout } from '../layout/layout.js';

const terminal: AggregateName = { kind: 'terminal', user: 'anna', terminal: 't' };

async function refusal(b: SpecReplica): Promise<string> {
  await until('it refuses', () => b.projector.fault() !== undefined);
  expect(b.projector.live(0)).toBe(false);
  return b.projector.fault()!;
}

describe('a log restored from an older backup', () => {
  let ground: SpecEngine;
  let bus: Bus;
  const started: SpecReplica[] = [];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    ground = await playground(1);
    bus = await ground.connect('writer');
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ ownership }) => ownership.stop()));
    await ground.end();
  });

  async function replica(name: string): Promise<SpecReplica> {
    const made = await specReplica(ground, { app: 'tally', name });
    started.push(made);
    return made;
  }
  async function write(facts: number): Promise<number> {
    let sequence = 0;
    for (let n = 0; n < facts; n++) sequence = await writeFact(bus, terminal);
    return sequence;
  }
  /** What the engine would have after its stream FACTS came back from a backup. */
  async function restoredTo(facts: number): Promise<number> {
    await bus.jsm.streams.delete('FACTS');
    await ensureLayout(bus, { ...ground.settings, prefix: 'liaison', replicas: 1 });
    return write(facts);
  }
  async function foldedAndLeft(facts: number): Promise<void> {
    const a = await replica('a');
    const last = await write(facts);
    await until('live', () => a.projector.live(0));
    await a.folded(0, last);
    await a.ownership.stop();
  }

  it.each([
    { what: 'ends before the checkpoint', facts: 3 },
    { what: 'is as long, but another', facts: 5 },
    { what: 'has grown longer meanwhile', facts: 9 },
  ])('is refused if it $what, with the remedy', async ({ facts }) => {
    await foldedAndLeft(5);
    await restoredTo(facts);
    const b = await replica('b');
    const said = await refusal(b);
    expect(said).toContain('partition 0 of tally');
    expect(said).toContain('up to sequence 5');
    expect(said).toContain('Restore a backup of FACTS');
    expect(said).toContain('delete the projection');
    expect(b.tallies.flatMap(({ sequences }) => sequences)).toEqual([]);
  });

  it('is folded anew once the operator has followed the remedy', async () => {
    await foldedAndLeft(5);
    const last = await restoredTo(3);
    const b = await replica('b');
    await refusal(b);
    const subject = bus.subjects.checkpoint('tally', 0);
    const stored = await bus.jsm.streams.getMessage('CKPT', { last_by_subj: subject });
    await bus.jsm.streams.deleteMessage('CKPT', stored!.seq);
    await until('live', () => b.projector.live(0));
    await b.folded(0, last);
    expect(b.tally(0)!.sequences).toEqual([1, 2, 3]);
    expect(b.projector.fault()).toBeUndefined();
  });

  it('is noticed by an owner that never stopped', async () => {
    const a = await replica('a');
    const last = await write(5);
    await until('live', () => a.projector.live(0));
    await a.folded(0, last);
    const before = a.tally(0)!;
    await until('stored', () => before.flushes > 1);
    await restoredTo(3);
    expect(await refusal(a)).toContain('older backup');
    expect(before.isDropped).toBe(true);
  });

  it('is no other log after a mere restart of the engine', async () => {
    const a = await replica('a');
    const last = await write(5);
    await until('live', () => a.projector.live(0));
    await a.folded(0, last);
    await ground.restart();
    const next = await write(2);
    await until('live', () => a.projector.live(0));
    await a.folded(0, next);
    await a.ownership.stop();
    const b = await replica('b');
    await until('live', () => b.projector.live(0));
    expect(b.projector.fault()).toBeUndefined();
  });
});
