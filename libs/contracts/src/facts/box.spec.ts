import { describe, expect, it } from '@jest/globals';
import { BoxDoesNotOpen, type BoxKey, SEALED_PATTERN, openBox, sealBox } from './box.js';

const key: BoxKey = { id: '1', bytes: Buffer.alloc(32, 7) };
const where = {
  type: 'liaison.profile.mode-activated.v1',
  subject: 'profile.alice',
  id: '019b8d2b-8c00-8b2a-9000-000000000000',
};
const value = { mode: 'in-a-meeting', until: 'cleared', label: 'Émile 😀' };

const bodyOf = (sealed: string): Buffer => Buffer.from(sealed.split('.')[3] ?? '', 'base64url');

describe('a box', () => {
  it('gives back what was sealed, in its own place', () => {
    const sealed = sealBox(key, where, value);
    expect(openBox(key, where, sealed)).toEqual(value);
    expect(sealed).toMatch(new RegExp(SEALED_PATTERN));
    expect(sealed).not.toContain('meeting');
    expect(sealed.split('.')[1]).toBe(key.id);
  });

  it('never looks the same twice', () => {
    const seen = new Set<string>();
    for (let at = 0; at < 1000; at++) seen.add(sealBox(key, where, value));
    expect(seen.size).toBe(1000);
  });

  it.each([
    ['type', { ...where, type: 'liaison.profile.mode-cleared.v1' }],
    ['aggregate', { ...where, subject: 'profile.bob' }],
    ['fact', { ...where, id: '019b8d2b-8c00-8b2a-9000-000000000001' }],
  ])('moved to another %s does not open', (_, elsewhere) => {
    const sealed = sealBox(key, where, value);
    expect(() => openBox(key, elsewhere, sealed)).toThrow(BoxDoesNotOpen);
  });

  it('does not open with another key, nor under another key’s name', () => {
    const sealed = sealBox(key, where, value);
    const other = { id: '1', bytes: Buffer.alloc(32, 8) };
    expect(() => openBox(other, where, sealed)).toThrow(BoxDoesNotOpen);
    const renamed = { id: '2', bytes: key.bytes };
    expect(() => openBox(renamed, where, sealed)).toThrow(BoxDoesNotOpen);
    expect(() => openBox(renamed, where, sealed.replace('.1.', '.2.'))).toThrow(BoxDoesNotOpen);
  });

  it('does not open when a bit of it was changed', () => {
    const sealed = sealBox(key, where, value);
    const parts = sealed.split('.');
    for (const at of [0, 20, bodyOf(sealed).length - 1]) {
      const body = bodyOf(sealed);
      body[at]! ^= 1;
      const changed = [...parts.slice(0, 3), body.toString('base64url')].join('.');
      expect(() => openBox(key, where, changed)).toThrow(BoxDoesNotOpen);
    }
  });

  it.each([
    '',
    'A256GCM',
    'A256GCM.1.AAAA',
    'A256GCM.1.q83vEjRWeJq83vAB.AAAA',
    'none.1.a.b',
    'A256GCM.1.a.b.c',
  ])('is not %j', (text) => expect(() => openBox(key, where, text)).toThrow(BoxDoesNotOpen));

  it('shows its size in steps of 64 bytes alone', () => {
    const sizes = new Set<number>();
    for (let length = 0; length < 128; length++) {
      const sealed = sealBox(key, where, { note: 'x'.repeat(length) });
      sizes.add(bodyOf(sealed).length - 16);
      expect(openBox(key, where, sealed)).toEqual({ note: 'x'.repeat(length) });
    }
    expect([...sizes]).toEqual([64, 128, 192]);
  });

  it('is stable where the nonce is given: its bytes are the same for ever', () => {
    const nonce = Buffer.from('000102030405060708090a0b', 'hex');
    expect(sealBox(key, where, { a: 1 }, nonce)).toBe(sealBox(key, where, { a: 1 }, nonce));
  });
});
