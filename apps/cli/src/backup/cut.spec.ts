import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, ensureLayout } from '@liaison/bus';
import { type SpecEngine, specEngine } from '@liaison/bus/fixtures';
import { STREAMS_IN_BACKUP } from '@liaison/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeCut } from './cut.js';

/** Written first: all others are written after what comes then. */
const [FIRST] = STREAMS_IN_BACKUP;

describe('the cuts of a backup', () => {
  let spec: SpecEngine;
  let bus: Bus;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-cut-'));
    spec = await specEngine();
    bus = await spec.connect();
    await ensureLayout(bus, spec.settings);
  });
  afterEach(async () => {
    await spec.end();
    await rm(folder, { recursive: true, force: true });
  });

  const parked = (): Promise<unknown> => bus.js.publish('liaison.delivery.desk', '{}');
  const lastOf = async (stream: string): Promise<number> =>
    (await bus.jsm.streams.info(stream)).state.last_seq;

  it('are taken anew where a copy was parked while they were written', async () => {
    let times = 0;
    const { streams, unsettled } = await takeCut(bus, folder, (stream, _, isDone) => {
      if (stream === FIRST && isDone && ++times === 1) void parked();
    });
    expect(unsettled).toBe(0);
    expect(times).toBe(2);
    const delivery = streams.find(({ stream }) => stream === 'DELIVERY');
    expect(delivery?.state.last_seq).toBe(await lastOf('DELIVERY'));
  });

  it('say how much was parked where that goes on all the time', async () => {
    const { unsettled } = await takeCut(bus, folder, (stream, _, isDone) => {
      if (stream === FIRST && isDone) void parked();
    });
    expect(unsettled).toBe(1);
  });

  it('that never fit, since a sender matches all the time, are refused', async () => {
    const over = new AbortController();
    const matching = (async () => {
      while (!over.signal.aborted) await bus.js.publish('liaison.matched.paper', '{}');
    })();
    const other = await spec.connect();
    const also = (async () => {
      while (!over.signal.aborted) await other.js.publish('liaison.matched.paper', '{}');
    })();
    await expect(takeCut(bus, folder, () => undefined)).rejects.toThrow(
      /matched twice within a moment, 20 times: no cut fits/,
    );
    over.abort();
    await Promise.all([matching, also]);
  });
});
