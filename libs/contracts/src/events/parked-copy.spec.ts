import { describe, expect, it } from '@jest/globals';
import { copyOfName, copyTtl, replayedName } from './copy.js';
import {
  decodeParkedCopy,
  encodeErasedCopy,
  encodeParkedCopy,
  erasedCopyId,
  parkedCopyId,
  readCopyHeaders,
} from './parked-copy.js';

const headersOf = (values: Readonly<Record<string, string>>) => ({
  get: (name: string): string => values[name] ?? '',
});
const DAY_S = 24 * 3_600;

describe('a parked copy', () => {
  it.each([{ sequence: 12, about: 'alice' }, { sequence: 12 }, { about: 'alice' }, {}])(
    'is read as it was written, its bytes too: %j',
    (more) => {
      const body = '{"data":{"b":1.50,"event":"x","a":[ 2 ]},"id":"e1","big":12345678901234567890}';
      const parked = {
        copy: 'c-1',
        code: 'exhausted',
        attempts: 10,
        body,
        expiresMs: 1_800_000_000_000,
        ...more,
      } as const;
      const written = encodeParkedCopy(parked);
      const headers = headersOf(written.headers);
      expect(decodeParkedCopy(written.body, headers)).toEqual(parked);
      expect(parkedCopyId(headers)).toBe('c-1');
      expect(JSON.parse(written.body)).toMatchObject({ code: 'exhausted', stream: 'EVENTS_OUT' });
    },
  );

  it('is told from an event that was refused', () => {
    expect(parkedCopyId(headersOf({ 'Nats-Msg-Id': 'refused:tel:7' }))).toBeUndefined();
    expect(parkedCopyId(undefined)).toBeUndefined();
  });

  it('leaves its id where it is erased', () => {
    const written = encodeErasedCopy('c-1', { stream: 'EVENTS_OUT', sequence: 7 });
    const headers = headersOf(written.headers);
    expect([erasedCopyId(headers), parkedCopyId(headers)]).toEqual(['c-1', undefined]);
    const why = { copy: 'c-1', code: 'erased', stream: 'EVENTS_OUT', sequence: 7 };
    expect(JSON.parse(written.body)).toEqual(why);
    expect(decodeParkedCopy(written.body, headers)).toBeUndefined();
  });

  it('never expires where nothing says when', () => {
    expect(readCopyHeaders(headersOf({}))).toEqual({ expiresMs: Number.POSITIVE_INFINITY });
  });

  it('is named by the fact that replays it, and known by its copy', () => {
    expect(replayedName('c-1', 7)).toBe('c-1/7');
    expect([copyOfName('c-1/7'), copyOfName('c-1')]).toEqual(['c-1', 'c-1']);
  });

  it('is dropped by the engine a day after its retention, at the earliest', () => {
    expect([copyTtl(1_500), copyTtl(0), copyTtl(-9_000)]).toEqual([
      `${DAY_S + 2}s`,
      `${DAY_S}s`,
      `${DAY_S}s`,
    ]);
  });
});
