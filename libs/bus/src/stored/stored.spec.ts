import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Bus } from '../connection.js';
import { StreamUnreadable } from '../errors.js';
import { type SpecEngine, specEngine } from '../fixtures/engine-of-a-spec.js';
import { append, expecting } from '../requests/append.js';
import { lastSequence, nextSequence } from './ends.js';
import { lastOfEach } from './last-of-each.js';
import { type Wanted, jsonOf, storedAtLeader, storedNear } from './stored-message.js';

const STREAM = 'NOTES';
const WITHIN_MS = 5_000;

describe('what lies in a stream', () => {
  let spec: SpecEngine;
  let bus: Bus;
  beforeAll(async () => {
    spec = await specEngine();
    bus = await spec.connect();
    await bus.jsm.streams.add({ name: STREAM, subjects: ['notes.*'], allow_direct: true });
    for (const [subject, said] of [
      ['notes.alice', 'first'],
      ['notes.bob', 'second'],
      ['notes.alice', 'third'],
    ] as const) {
      await bus.js.publish(subject, JSON.stringify({ said }));
    }
  });
  afterAll(() => spec.end());

  describe.each([
    ['by whichever server is near', storedNear],
    ['by its leader', storedAtLeader],
  ] as const)('is read %s', (_by, read) => {
    it.each<[string, Wanted, number | undefined]>([
      ['the last message of a subject', { last_by_subj: 'notes.alice' }, 3],
      ['the message at a place', { seq: 2 }, 2],
      ['the first of a subject from a place on', { seq: 2, next_by_subj: 'notes.alice' }, 3],
      ['nothing where a subject has none', { last_by_subj: 'notes.carol' }, undefined],
      ['nothing behind the last', { seq: 4, next_by_subj: 'notes.*' }, undefined],
    ])('%s', async (_what, wanted, sequence) => {
      expect((await read(bus, STREAM, wanted))?.sequence).toBe(sequence);
    });

    it('with subject, place, time and what it says', async () => {
      const message = await read(bus, STREAM, { last_by_subj: 'notes.bob' });
      expect(message).toMatchObject({ subject: 'notes.bob', sequence: 2 });
      expect(Date.parse(message?.recorded ?? '')).toBeGreaterThan(Date.now() - 60_000);
      expect(jsonOf(message!)).toEqual({ said: 'second' });
    });
  });

  it('is read of many subjects at one moment', async () => {
    const subjects = ['notes.bob', 'notes.carol', 'notes.alice'];
    const { messages, upTo } = await lastOfEach(bus, STREAM, subjects);
    expect(messages.map(({ subject, sequence }) => [subject, sequence])).toEqual(
      expect.arrayContaining([
        ['notes.bob', 2],
        ['notes.alice', 3],
      ]),
    );
    expect([messages.length, upTo]).toEqual([2, 3]);
    expect(await lastOfEach(bus, STREAM, ['notes.carol'])).toEqual({ messages: [], upTo: 0 });
  });

  it('ends at its last sequence, and under a filter before that', async () => {
    expect(await lastSequence(bus, STREAM)).toBe(3);
    const after = (from: number) =>
      nextSequence(bus, { stream: STREAM, filter: 'notes.bob', from });
    expect([await after(1), await after(3)]).toEqual([2, undefined]);
  });

  it('is nothing where there is no such stream: that is said', async () => {
    await expect(lastSequence(bus, 'NOWHERE')).rejects.toThrow(StreamUnreadable);
    await expect(storedAtLeader(bus, 'NOWHERE', { seq: 1 })).rejects.toThrow(
      'NOWHERE cannot be read: stream not found',
    );
  });

  it('is added to only where nobody has come before', async () => {
    expect(await put(bus, 0)).toEqual({ sequence: 4, duplicate: false });
    expect(await put(bus, 0)).toBe('conflict');
    expect(await put(bus, 4)).toEqual({ sequence: 5, duplicate: false });
  });
});

function put(bus: Bus, expected: number): Promise<unknown> {
  const body = Buffer.from('{"said":"fourth"}');
  const message = { subject: 'notes.dave', body, headers: expecting(expected) };
  return append(bus.requests, message, WITHIN_MS);
}
