/** Payloads up to these lengths take the 2- and 4-byte headers of RFC 6455, section 5.2. */
const SHORT_BYTES_MAX = 125;
const MEDIUM_BYTES_MAX = 0xffff;
const TEXT = '\x81';

/** An empty ping, as `textFrame`. */
export const PING_FRAME = '\x89\x00';

/**
 * An unmasked, unfragmented text frame (RFC 6455) as a string of bytes: write it as 'latin1'. Saves a
 * buffer for each header and each text of a few dozen bytes.
 */
export function textFrame(text: string): string {
  const bytes = Buffer.byteLength(text);
  const payload = bytes === text.length ? text : Buffer.from(text).toString('latin1');
  return header(bytes) + payload;
}

function header(bytes: number): string {
  if (bytes <= SHORT_BYTES_MAX) return TEXT + String.fromCharCode(bytes);
  if (bytes <= MEDIUM_BYTES_MAX) return `${TEXT}\x7e${bigEndian(bytes, 2)}`;
  return `${TEXT}\x7f${bigEndian(bytes, 8)}`;
}

function bigEndian(value: number, width: number): string {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, Math.max(0, width - 6), Math.min(6, width));
  return bytes.toString('latin1');
}
