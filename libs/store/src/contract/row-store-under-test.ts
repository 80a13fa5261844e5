import type { RowStore } from '../row-store.js';

/** A row store with what its faults need. */
export interface RowStoreUnderTest {
  readonly store: RowStore;
  /** The same rows as another process sees them. */
  readonly another: RowStore;
  /** Takes the store's server away, without warning. */
  takeAway(): Promise<void>;
  /** Brings it back, with what it had stored. */
  bringBack(): Promise<void>;
  end(): Promise<void>;
}
