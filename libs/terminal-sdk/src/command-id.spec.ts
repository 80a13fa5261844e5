import { expect, it } from '@jest/globals';
import { commandId } from './command-id.js';

it('a command id is a UUIDv7 of its instant (RFC 9562, appendix A.6)', () => {
  const random = Uint8Array.from([
    ...Array(6).fill(0),
    0x0c,
    0xc3,
    0x18,
    0xc4,
    ...Array(6).fill(7),
  ]);
  expect(commandId(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-070707070707');
  expect(commandId(-1, random)).toMatch(/^00000000-0000-7/);
});
