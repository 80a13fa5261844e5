import { StoreInEngine } from './store-in-engine.js';
import { StoreInMongodb } from './store-in-mongodb.js';
import type { System } from './system.js';

/** A row as it lies in a store; with an empty state: what an erasure left of it. */
export interface StoredRow {
  readonly seq: number;
  readonly state: string;
}

/**
 * Rows and keys of a system, as somebody has them in hands who runs their store: past everything of ours.
 * A row's place is `availability.3.alice`, a key's `key.alice`, in either store.
 */
export interface StoreInHand {
  /** Rows by their places: of those places that begin so, of all without. */
  rows(head?: string): Promise<Map<string, StoredRow>>;
  /** Wrapped keys, secrets and logins by their places: a user's, or all. Of a destroyed key: `erased`. */
  keys(user?: string): Promise<Map<string, Buffer>>;
  /** Changes a row's state, as somebody with an editor would. */
  changeRow(place: string, change: (state: string) => string): Promise<void>;
  /** Adds a row as of the first fact. */
  addRow(place: string, state: string): Promise<void>;
  removeRow(place: string): Promise<void>;
  /** Drops a projection's rows, and how far they are stored. */
  dropRows(projection: string): Promise<void>;
  /** What lies there and in no stream of the engine: texts, with the name of what holds them. */
  texts(): Promise<readonly (readonly [string, string])[]>;
}

/** The store of a system. */
export function storeOf(system: Pick<System, 'operator' | 'databaseUrl'>): StoreInHand {
  const { databaseUrl } = system;
  return databaseUrl === undefined ? new StoreInEngine(system) : new StoreInMongodb(databaseUrl);
}

/** A user's rows, of whatever projection and partition. */
export async function rowsOf(store: StoreInHand, user: string): Promise<Map<string, StoredRow>> {
  const all = await store.rows();
  return new Map([...all].filter(([place]) => place.split('.').includes(user)));
}
