import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { BadIdTime, commandMs, factId, uuidV7, uuidV7Ms } from './ids.js';

const MS = Date.parse('2026-01-05T08:00:00.019Z');

describe('a UUIDv7', () => {
  it('says when it was made, and what it is', () => {
    const id = uuidV7(MS);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuidV7Ms(id)).toBe(MS);
    expect(uuidV7(MS)).not.toBe(id);
  });

  it('is the one of RFC 9562, appendix A.6', () => {
    const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
    expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it.each([
    '',
    'boundary:2026-01-05T08:00:00.000Z',
    factId(MS, 'a', 'b'),
    uuidV7(MS).toUpperCase(),
  ])('is not %j', (text) => expect(uuidV7Ms(text)).toBeUndefined());

  it.each([-1, 2 ** 48, 0.5, Number.NaN])('cannot be of %p ms', (ms) => {
    expect(() => uuidV7(ms)).toThrow(BadIdTime);
  });
});

describe('the id of a fact', () => {
  const command = uuidV7(MS, Buffer.alloc(10, 7));

  it('is the same for a retry, another for another aggregate or command', () => {
    const id = factId(MS, 'profile.alice', command);
    expect(factId(MS, 'profile.alice', command)).toBe(id);
    expect(factId(MS, 'profile.bob', command)).not.toBe(id);
    expect(factId(MS, 'profile.alice', uuidV7(MS))).not.toBe(id);
  });

  it('is a UUIDv8 of the milliseconds and the hash', () => {
    const id = factId(MS, 'profile.alice', command);
    const hash = createHash('sha256').update(`profile.alice\n${command}`).digest();
    const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
    expect(bytes.readUIntBE(0, 6)).toBe(MS);
    expect(bytes[6]! >> 4).toBe(8);
    expect(bytes[8]! >> 6).toBe(2);
    expect(bytes[6]! & 0x0f).toBe(hash[0]! & 0x0f);
    expect(bytes[7]).toBe(hash[1]);
    expect(bytes[8]! & 0x3f).toBe(hash[2]! & 0x3f);
    expect(bytes.subarray(9).toString('hex')).toBe(hash.subarray(3, 10).toString('hex'));
  });
});

describe('when a command was made', () => {
  it.each([
    [uuidV7(MS), MS],
    ['boundary:2026-01-05T08:00:00.019Z', MS],
    ['lost:c-0001', 0],
    ['erase:019b8d2b-8c00-8b2a-9000-000000000000', 0],
    ['boundary:2026-99-05T08:00:00.019Z', 0],
    ['boundary:1066-01-05T08:00:00.019Z', 0],
    ['', 0],
  ])('of %j is %p', (command, ms) => {
    expect(commandMs(command)).toBe(ms);
  });
});
