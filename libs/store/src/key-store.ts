import type { UserKey } from '@liaison/bus';

/** A secret with the version to expect when it is replaced. */
export interface Secret {
  readonly value: Uint8Array;
  readonly version: number;
}

/** A key or tombstone, a secret or a login as every key store keeps it: wrapped, and opened nowhere but at its place. */
export interface KeyEntry {
  /** `key.alice`, `secret.alice.password`, `login.<fingerprint>` */
  readonly place: string;
  readonly value: Uint8Array;
  /** Whose it is; a secret's owner may be an app. */
  readonly user: string;
}

/**
 * Per-user encryption keys, password verifiers and refresh-token families, each wrapped by a master
 * key that never reaches the bus. Outside the log and outside rebuilds. Every call throws `StoreAway`
 * when the store does not answer: nobody guesses.
 */
export interface KeyStore {
  /** A key, the tombstone of an erased user, or nothing. */
  key(user: string): Promise<UserKey | 'erased' | undefined>;
  /** Makes a key if the user has neither key nor tombstone; answers what is there afterwards. */
  createKey(user: string): Promise<UserKey | 'erased'>;
  /** Destroys the wrapped key's stored bytes, then puts the tombstone. Idempotent. */
  destroyKey(user: string): Promise<void>;
  /** `name`: `password`, `refresh.<family>`… */
  secret(user: string, name: string): Promise<Secret | undefined>;
  /** `expected` 0: must be new; absent: whatever is there. Answers false where the expectation fails. */
  putSecret(user: string, name: string, value: Uint8Array, expected?: number): Promise<boolean>;
  dropSecret(user: string, name: string): Promise<void>;
  /** All secrets and login reservations of a user, bytes destroyed. */
  dropSecrets(user: string): Promise<void>;
  /**
   * Create-if-absent of a login (kept as an HMAC under the master key); answers who holds it. Logins
   * are the same if they are in NFC, without blanks around them and in lower case.
   */
  reserveLogin(login: string, user: string): Promise<string>;
  userOfLogin(login: string): Promise<string | undefined>;
  releaseLogin(login: string, user: string): Promise<void>;
  /**
   * All that is kept, for a backup. What was there when this ends is among it; of what changes meanwhile
   * a place may come twice, the newer later, and what is dropped may come still.
   */
  entries(): AsyncIterable<KeyEntry>;
  /** Keeps an entry of a backup of the same master key, over whatever is at its place. */
  putBack(entry: KeyEntry): Promise<void>;
  /** Told, at least once, when a key was destroyed, by whichever process; a cache drops its copy. */
  onDestroyed(listener: (user: string) => void): void;
  /** Told when destructions may have gone unheard (the connection was lost); a cache drops all. */
  onMissed(listener: () => void): void;
  close(): Promise<void>;
}
