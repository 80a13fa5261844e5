import { describe, expect, it } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { LeaseEnds } from './lease-ends.js';

const T = Date.parse('2026-11-23T10:00:00Z');
const second = (n: number): number => T + n * 1_000;

/** A lease of 4 s, stored at that second; the sequence is the second too. */
const storedAt = (n: number): JsMsg =>
  ({
    subject: 'liaison.leases.app.a',
    seq: n,
    info: { timestampNanos: second(n) * 1e6 },
    headers: { get: () => '4s' },
  }) as unknown as JsMsg;

const ids = (ends: LeaseEnds, n: number): readonly string[] =>
  ends.at(second(n)).map(({ id }) => id);

describe('when leases are over', () => {
  it('those read long after their time are', () => {
    const ends = new LeaseEnds();
    ends.begin(second(100));
    expect(ends.renewed('dead', storedAt(50))).toBe(true);
    expect(ends.renewed('late', storedAt(95))).toBe(false);
    expect(ends.renewed('alive', storedAt(99))).toBe(false);
  });

  it('those not renewed are, by what is stored after them', () => {
    const ends = new LeaseEnds();
    ends.begin(second(100));
    ends.renewed('a', storedAt(99));
    ends.renewed('b', storedAt(99));
    ends.follow();
    ends.renewed('b', storedAt(102));
    expect(ids(ends, 102)).toEqual([]);
    expect(ids(ends, 105)).toEqual(['a']);
    ends.ended('a');
    expect(ids(ends, 107)).toEqual([]);
  });

  it('nobody is because the clock of the engine was set back', () => {
    const ends = new LeaseEnds();
    ends.begin(second(100));
    ends.renewed('a', storedAt(99));
    ends.follow();
    expect(ids(ends, 40)).toEqual([]);
    expect(ends.renewed('a', storedAt(40))).toBe(false);
    expect(ids(ends, 42)).toEqual([]);
    ends.begin(second(43));
    expect(ends.renewed('a', storedAt(42))).toBe(false);
    expect(ends.renewed('b', storedAt(99))).toBe(false);
  });
});
