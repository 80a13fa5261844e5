import { hash } from 'node:crypto';
import type { Chance, Clock } from './ports.js';
import { randomSlice } from './random.js';

/** 2^48 - 1: the last millisecond an id has room for. */
const MS_MAX = 0xffff_ffff_ffff;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** UUIDs version 7 (RFC 9562) as a JSON Schema pattern. */
export const UUID_V7_PATTERN = UUID_V7.source;

/** An id would be made of a time it has no room for. */
export class BadIdTime extends Error {
  override readonly name = 'BadIdTime';
}

/** Bytes of chance in a UUIDv7. */
const V7_BYTES = 10;

/** A UUIDv7 (RFC 9562) of milliseconds since the epoch and 10 random bytes. */
export function uuidV7(ms: number, random: Uint8Array = randomSlice(V7_BYTES)): string {
  return uuid(ms, 7, Buffer.from(random.buffer, random.byteOffset, V7_BYTES).toString('hex'));
}

/** A UUIDv7 of this instant; its chance is that of what it is `about`. */
export function newUuidV7(
  { clock, chance }: { readonly clock: Clock; readonly chance: Chance },
  ...about: readonly unknown[]
): string {
  return uuidV7(clock.ms(), chance.bytes(V7_BYTES, ...about));
}

/** The milliseconds in a UUIDv7; undefined where the text is none. */
export function uuidV7Ms(id: string): number | undefined {
  return UUID_V7.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}

/**
 * The id of the fact that a command makes on an aggregate: a UUIDv8 (RFC 9562) of the command's
 * milliseconds and SHA-256 of `<subject>\n<command>`. A retry makes the same id.
 */
export function factId(ms: number, subjectName: string, command: string): string {
  return uuid(ms, 8, hash('sha256', `${subjectName}\n${command}`, 'hex'));
}

/**
 * When a command was made: the milliseconds of a UUIDv7, the instant a trigger names
 * (`boundary:2026-01-05T08:00:00.000Z`), else 0.
 */
export function commandMs(command: string): number {
  const made = uuidV7Ms(command);
  if (made !== undefined) return made;
  const named = INSTANT.exec(command);
  const ms = named === null ? 0 : Date.parse(named[0]);
  return Number.isNaN(ms) || ms < 0 ? 0 : ms;
}

/** 48 bits of time, then 74 of the hex digits with version and variant in their places. */
function uuid(ms: number, version: 7 | 8, hex: string): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > MS_MAX) {
    throw new BadIdTime(`${ms} ms do not fit into the 48 bits of an id`);
  }
  const time = ms.toString(16).padStart(12, '0');
  const variant = '89ab'[Number.parseInt(hex[4]!, 16) & 0x3];
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-${version}${hex.slice(1, 4)}` +
    `-${variant}${hex.slice(5, 8)}-${hex.slice(8, 20)}`
  );
}
