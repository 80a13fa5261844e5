import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { type WholeReading, readToEnd } from './read-to-end.js';

const STREAM = 'NOTES';
const COUNT = 300;

describe('a stream is read to its end', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
    await bus.jsm.streams.add({ name: STREAM, subjects: ['notes.*'] });
    for (let i = 1; i <= COUNT; i++) await bus.js.publish(`notes.${i % 2}`, String(i));
  });
  afterAll(() => spec.end());

  const read = async (
    start: Omit<WholeReading, 'stream'>,
    enough: (said: string) => boolean = () => false,
  ): Promise<readonly string[]> => {
    const said: string[] = [];
    await readToEnd(bus, { stream: STREAM, ...start }, (message) => {
      said.push(message.string());
      return enough(message.string());
    });
    return said;
  };

  it('whole, in order, however few are asked for at once', async () => {
    const all = Array.from({ length: COUNT }, (_, i) => String(i + 1));
    expect(await read({ filter: 'notes.*', from: 1 })).toEqual(all);
    expect(await read({ filter: 'notes.*', from: 1, bufferMessages: 8 })).toEqual(all);
  });

  it('the last of each subject', async () => {
    const last = [String(COUNT - 1), String(COUNT)];
    expect(await read({ filter: 'notes.*', from: 'last' })).toEqual(last);
  });

  it('no further than is enough', async () => {
    expect(await read({ filter: 'notes.0', from: 1 }, (said) => said === '4')).toEqual(['2', '4']);
  });

  it('at once where nothing lies there', async () => {
    expect(await read({ filter: 'notes.2', from: 1 })).toEqual([]);
    expect(await read({ filter: 'notes.*', from: COUNT + 1 })).toEqual([]);
  });

  it('over a restart of the engine', async () => {
    const said: string[] = [];
    let restarted: Promise<void> | undefined;
    await readToEnd(bus, { stream: STREAM, filter: 'notes.*', from: 1, bufferMessages: 8 }, (m) => {
      restarted ??= spec.restart();
      said.push(m.string());
    });
    await restarted;
    expect(said).toHaveLength(COUNT);
  });
});
