import type { Row } from '../row-store.js';
import { StoreDamaged } from '../errors.js';

const LINE_END = 10;
/** Digits of the largest sequence a number holds exactly. */
const DIGITS_MAX = 16;

/** A row as stored: its sequence, a line end, its state. Without a state: what an erasure left. */
export function framed({ seq, state }: Pick<Row, 'seq' | 'state'>): Uint8Array {
  return Buffer.concat([Buffer.from(`${seq}\n`), state]);
}

/** The sequence and state of a stored row. Throws `StoreDamaged`. */
export function unframed(key: string, value: Uint8Array): Pick<Row, 'seq' | 'state'> {
  const end = value.indexOf(LINE_END);
  const digits = Buffer.from(value.subarray(0, Math.max(end, 0))).toString();
  if (end < 1 || end > DIGITS_MAX || !/^\d+$/.test(digits)) {
    throw new StoreDamaged(
      `row ${key} was not written by this system: drop the projection's rows, they are rebuilt`,
    );
  }
  return { seq: Number(digits), state: value.subarray(end + 1) };
}
