/** The store does not answer, or refuses to work; nothing is known about what it holds. */
export class StoreAway extends Error {
  override readonly name: string = 'StoreAway';
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
