import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AggregateName } from '@liaison/contracts';
import { writeFact } from '../fixtures/fact-writer.js';
import { type Playground, playground } from '../fixtures/playground.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import type { Bus } from '../connection.js';
import { readToEnd } from '../ordered/read-to-end.js';
import { HalfRestored, beginRestoring, endRestoring, refuseHalfRestored } from './restoring.js';
import { restoreStream } from './restore-stream.js';
import { type StreamCut, takeSnapshot } from './take-snapshot.js';

const terminal: AggregateName = { kind: 'terminal', user: 'anna', terminal: 't' };
/** More than one chunk, and more than may be on its way. */
const BIG = 3 * 1024 * 1024;

interface Taken extends StreamCut {
  readonly chunks: readonly Uint8Array[];
}

async function* each(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function taken(bus: Bus, stream: string): Promise<Taken> {
  const chunks: Uint8Array[] = [];
  const write = (chunk: Uint8Array): Promise<void> => Promise.resolve(void chunks.push(chunk));
  const snapshot = await takeSnapshot(bus, { stream, consumers: false }, write);
  await snapshot.written;
  return { config: snapshot.config, state: snapshot.state, chunks };
}

/** Everything that a stream says of its messages. */
async function contents(bus: Bus, stream: string): Promise<unknown[]> {
  const found: unknown[] = [];
  await readToEnd(bus, { stream, filter: '>', from: 1 }, (message) => {
    const { seq, subject, info, data, headers } = message;
    const heads = [...(headers ?? [])];
    const body = Buffer.from(data).toString('base64');
    found.push({ seq, subject, recorded: info.timestampNanos, heads, body });
  });
  return found;
}

describe('a stream that is written down and made again', () => {
  let ground: Playground;
  let other: SpecEngine;
  let empty: Bus;
  beforeEach(async () => {
    [ground, other] = await Promise.all([playground(), specEngine(16)]);
    empty = await other.connect();
  });
  afterEach(() => Promise.all([ground.end(), other.end()]));

  it('has the same sequences, times, headers and bodies, with its gaps', async () => {
    const { bus } = ground;
    for (let n = 0; n < 5; n++) await writeFact(bus, terminal);
    await bus.js.publish('liaison.parked.a', 'one');
    const { seq } = await bus.js.publish('liaison.parked.b', 'two');
    await bus.js.publish('liaison.parked.c', 'three');
    const { seq: last } = await bus.js.publish('liaison.parked.d', 'four');
    for (const gone of [seq, last]) await bus.jsm.streams.deleteMessage('PARKED', gone, true);
    for (const stream of ['FACTS', 'PARKED', 'REGISTRY']) {
      const cut = await taken(bus, stream);
      const made = await restoreStream(empty, cut, each(cut.chunks));
      expect(made).toMatchObject({ last_seq: cut.state.last_seq, messages: cut.state.messages });
      expect(await contents(empty, stream)).toEqual(await contents(bus, stream));
    }
    expect((await empty.js.publish('liaison.parked.e', 'five')).seq).toBe(last + 1);
  });

  it('holds what was there when it was answered, however much comes meanwhile', async () => {
    const { bus } = ground;
    const body = new Uint8Array(100 * 1024).fill(7);
    for (let bytes = 0; bytes < BIG; bytes += body.length) {
      await bus.js.publish('liaison.parked.a', body);
    }
    let bytes = 0;
    let later: Promise<unknown> | undefined;
    const chunks: Uint8Array[] = [];
    const snapshot = await takeSnapshot(
      bus,
      { stream: 'PARKED', consumers: false },
      async (chunk) => {
        later ??= bus.js.publish('liaison.parked.a', 'later');
        await later;
        bytes += chunk.length;
        chunks.push(chunk);
      },
    );
    await snapshot.written;
    expect(later).toBeDefined();
    const { last_seq: end } = snapshot.state;
    const made = await restoreStream(empty, snapshot, each(chunks));
    expect(made.last_seq).toBe(end);
    expect((await bus.jsm.streams.info('PARKED')).state.last_seq).toBe(end + 1);
    expect(bytes).toBeGreaterThan(0);
  });

  it('is not taken where it was torn or changed', async () => {
    await writeFact(ground.bus, terminal);
    const cut = await taken(ground.bus, 'FACTS');
    const whole = Buffer.concat(cut.chunks);
    const torn = whole.subarray(0, whole.length - 40);
    await expect(restoreStream(empty, cut, each([torn]))).rejects.toThrow(/stream FACTS/);
  });

  it('is not taken where there is one of that name', async () => {
    const cut = await taken(ground.bus, 'FACTS');
    await expect(restoreStream(ground.bus, cut, each(cut.chunks))).rejects.toThrow(/stream FACTS/);
  });

  it('that is not there is no snapshot', async () => {
    await expect(taken(empty, 'FACTS')).rejects.toThrow(/stream FACTS: stream not found/);
  });
});

describe('an engine that is being restored', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeEach(async () => {
    spec = await specEngine();
    bus = await spec.connect();
  });
  afterEach(() => spec.end());

  it('is for nobody else until that has ended', async () => {
    await refuseHalfRestored(bus);
    expect(await beginRestoring(bus, spec.settings)).toEqual({ inTheWay: [], isAgain: false });
    await expect(refuseHalfRestored(bus)).rejects.toThrow(HalfRestored);
    await endRestoring(bus);
    await refuseHalfRestored(bus);
  });

  it('loses what an interrupted restore had made, and nothing else ever', async () => {
    await beginRestoring(bus, spec.settings);
    await bus.jsm.streams.add({ name: 'FACTS', subjects: ['liaison.facts.>'] });
    expect(await beginRestoring(bus, spec.settings)).toEqual({ inTheWay: [], isAgain: true });
    await bus.jsm.streams.add({ name: 'FACTS', subjects: ['liaison.facts.>'] });
    await endRestoring(bus);
    const inTheWay = ['FACTS'];
    expect(await beginRestoring(bus, spec.settings)).toEqual({ inTheWay, isAgain: false });
    await refuseHalfRestored(bus);
    expect((await bus.jsm.streams.info('FACTS')).config.name).toBe('FACTS');
  });
});
