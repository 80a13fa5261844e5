import type { KeyStore } from '../key-store.js';

/** A key store with what its faults need. */
export interface KeyStoreUnderTest {
  readonly store: KeyStore;
  /** The same keys as another process sees them. */
  readonly another: KeyStore;
  /** Takes the store's server away, without warning. */
  takeAway(): Promise<void>;
  /** Brings it back, with what it had stored. */
  bringBack(): Promise<void>;
  end(): Promise<void>;
}

/** Names users nobody has named before: `keyed1`, `keyed2`… */
export function someoneElse(word: string): () => string {
  let users = 0;
  return () => `${word}${++users}`;
}
