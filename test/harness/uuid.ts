import { randomBytes } from 'node:crypto';

/** A UUIDv7 (RFC 9562) of this moment, or of another one and 16 given bytes, which are written over. */
export function uuidV7(ms = Date.now(), bytes = randomBytes(16)): string {
  bytes.writeUIntBE(ms, 0, 6);
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x70;
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
