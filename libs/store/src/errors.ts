import { StoreAway } from '@liaison/bus';

export { StoreAway };

/**
 * The store is none that may be used: another one, an old one, one we may not write; says what to do. Who
 * loses a right while it runs is without a store as if it were away.
 */
export class StoreRefused extends StoreAway {
  override readonly name: string = 'StoreRefused';
}

/** The store answers and does not do what it is asked, as on a full disk; says what to do. */
export class StoreBroken extends StoreAway {
  override readonly name: string = 'StoreBroken';
}

/** A row has more bytes than a store takes; nothing of its batch was stored. */
export class RowTooLarge extends Error {
  override readonly name: string = 'RowTooLarge';
  constructor(key: string, bytes: number) {
    super(`row ${key} has ${bytes} bytes: more than a store takes`);
  }
}

/** What is stored is not what was put there: somebody changed it, or it is of another version. */
export class StoreDamaged extends Error {
  override readonly name: string = 'StoreDamaged';
}

/** The master key is not the one the stored keys were wrapped with; the message says what to do. */
export class WrongMasterKey extends Error {
  override readonly name: string = 'WrongMasterKey';
}

/** There is no master key, or one that others can read; the message says what to do. */
export class MasterKeyRefused extends Error {
  override readonly name: string = 'MasterKeyRefused';
}
