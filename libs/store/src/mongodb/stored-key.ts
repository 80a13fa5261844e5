import type { Binary } from 'mongodb';
import { StoreDamaged } from '../errors.js';
import type { Named } from './client.js';

/** A document of `keys`: a user's key or tombstone, a secret, a login. */
export interface StoredKey extends Named {
  /** Wrapped for this place. */
  readonly value?: Binary;
  /** A tombstone. */
  readonly erased?: true;
  /** Whose secret or login it is. */
  readonly user?: string;
  /** Of a secret: to expect when it is replaced. */
  readonly version?: number;
}

/** The wrapped bytes of a document. Throws `StoreDamaged`. */
export function valueOf({ _id, value }: StoredKey): Uint8Array {
  if (value === undefined) throw new StoreDamaged(`what is stored at ${_id} has no value`);
  return value.value();
}
