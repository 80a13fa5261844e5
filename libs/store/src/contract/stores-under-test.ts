import type { KeyStore } from '../key-store.js';
import type { Row, RowStore } from '../row-store.js';

/** Rows and keys on one server, with what its faults need. */
export interface StoresUnderTest {
  readonly rows: RowStore;
  readonly keys: KeyStore;
  /** Takes the server away, without warning. */
  takeAway(): Promise<void>;
  /** Brings it back, with what it had stored. */
  bringBack(): Promise<void>;
  /** Every answer of the server comes so much later from now on. */
  slow(delayMs: number): void;
  end(): Promise<void>;
}

export const rowOf = (key: string, seq: number): Row => ({
  key,
  seq,
  state: Buffer.from(`${key} at ${seq}`),
});

export const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

/** How many there are; reads them all. */
export async function count(all: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of all) found++;
  return found;
}
