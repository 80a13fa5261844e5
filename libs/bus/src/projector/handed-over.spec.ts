import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import type { SpecEngine } from '../fixtures/engine-of-a-spec.js';
import { SpecKeys, keyOf, writeFact } from '../fixtures/fact-writer.js';
import { playground } from '../fixtures/playground.js';
import { type SpecReplica, specReplica } from '../fixtures/replica.js';
import { until } from '../fixtures/until.js';
import { Checkpoint, checkpointOf } from './checkpoint.js';
import { LOG_START } from './fact-log.js';
import { replay } from './replay.js';

const OWNER = '_rebuild.one';

describe('rows built beside their owner', () => {
  let ground: SpecEngine;
  let bus: Bus;
  let a: SpecReplica | undefined;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    ground = await playground(1);
    bus = await ground.connect('beside');
  });
  afterEach(async () => {
    await a?.ownership.stop();
    a = undefined;
    await ground.end();
  });

  const write = (user: string, odd = {}): Promise<number> =>
    writeFact(bus, { kind: 'terminal', user, terminal: 't' }, odd);

  it('are taken by an owner that has nothing to do, who folds what came since and keeps their name', async () => {
    const [first, second] = [await write('ann'), await write('bob')];
    a = await specReplica(ground, { app: 'tally', name: 'a' });
    await until('all is folded', () => a?.tally(0)?.sequences.at(-1) === second);
    const subject = bus.subjects.checkpoint('tally', 0);
    await until('the checkpoint is stored', async () => {
      return (await checkpointOf(bus, subject))?.sequence === second;
    });
    const seen = { sequence: first, recordedMs: 0 };
    const place = { bus, subject, owner: OWNER };
    await Checkpoint.handOver(place, { rows: 'tally-2', sequence: first, seen });
    // An owner at rest looks every 5 s.
    await until('it is loaded anew', () => a?.tallies.length === 2);
    await until('what came since is folded', () => a?.tally(0)?.sequences.at(-1) === second);
    expect(a.tally(0)).toMatchObject({
      rows: 'tally-2',
      checkpoints: [first],
      sequences: [second],
    });
    const third = await write('ann');
    await until('its own checkpoint names them too', async () => {
      const { sequence, rows } = (await checkpointOf(bus, subject)) ?? {};
      return sequence === third && rows === 'tally-2';
    });
  });

  it('are folded up to the end there was, and what cannot be folded is parked by nobody', async () => {
    const first = await write('ann');
    const shut = await write('bob', { key: keyOf(2) });
    const said: (number | string)[] = [];
    const { signal } = new AbortController();
    const options = { bus, partition: 0, after: LOG_START, signal, folded: () => undefined };
    const place = await replay(
      { ...options, keys: new SpecKeys() },
      {
        fold: ({ sequence }) => void said.push(sequence),
        poison: ({ sequence }, reason) => void said.push(sequence, reason),
      },
    );
    expect(said).toEqual([first, shut, 'box-does-not-open']);
    expect(place.sequence).toBe(shut);
    expect((await bus.jsm.streams.info('PARKED')).state.messages).toBe(0);
  });
});
