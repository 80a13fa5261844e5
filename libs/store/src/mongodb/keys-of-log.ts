import { randomUUID } from 'node:crypto';
import { Binary } from 'mongodb';
import { type Bus, logBegun } from '@liaison/bus';
import { StoreDamaged, StoreRefused, WrongMasterKey } from '../errors.js';
import { Bucket } from '../jetstream/bucket.js';
import { KeysPlace } from '../keys-place.js';
import { CHECK } from '../names.js';
import { Wrapping } from '../wrapping.js';
import { unlessTaken } from './away.js';
import type { MongoStore, Named } from './client.js';
import { KEYS } from './collections.js';

const SAYS = Buffer.from('the master key is the right one');

/** Tells which keys these are, and whether the master key is the one they were wrapped with. */
interface Check extends Named {
  readonly keys: string;
  /** Of which log they are, as `logBegun` tells. */
  readonly log?: string;
  readonly value: Binary;
}

/**
 * Demands that a database holds the keys of this log, wrapped with this master key; of a new log and
 * an empty database it becomes so. Throws `StoreRefused` or `WrongMasterKey`.
 */
export async function requireKeysOfLog(
  bus: Pick<Bus, 'requests' | 'jsm'>,
  store: MongoStore,
  masterKey: Uint8Array,
): Promise<void> {
  const place = new KeysPlace(new Bucket(bus, 'KEYS'));
  const wrapping = new Wrapping(masterKey);
  const known = await place.read();
  if (known === 'engine') throw inEngine(store);
  const there = await readCheck(store);
  if (known === undefined) return becomeKeysOfLog(bus, store, { place, wrapping, there });
  if (there?.keys !== known) throw otherKeys(store, there);
  requireOpens(store, there, wrapping);
}

interface Becoming {
  readonly place: KeysPlace;
  readonly wrapping: Wrapping;
  readonly there: Check | undefined;
}

/** What is there already must be of this log: of another process that begins, or began and was killed. */
async function becomeKeysOfLog(
  bus: Pick<Bus, 'jsm'>,
  store: MongoStore,
  { place, wrapping, there }: Becoming,
): Promise<void> {
  const log = await logBegun(bus);
  const check = there ?? (await makeCheck(store, log, wrapping));
  requireOpens(store, check, wrapping);
  if (check.log !== log) throw otherKeys(store, check);
  const told = await place.claim(check.keys);
  if (told === 'engine') throw inEngine(store);
  if (told !== check.keys) throw otherKeys(store, check);
}

async function readCheck(store: MongoStore): Promise<Check | undefined> {
  const checks = store.collection<Check>(KEYS);
  return (await store.tried(() => checks.findOne({ _id: CHECK }))) ?? undefined;
}

async function makeCheck(store: MongoStore, log: string, wrapping: Wrapping): Promise<Check> {
  const value = new Binary(wrapping.wrap(CHECK, SAYS));
  const check = { _id: CHECK, keys: randomUUID(), log, value };
  const checks = store.collection<Check>(KEYS);
  await store.tried(() => checks.insertOne(check)).catch(unlessTaken);
  // Where another process was first, its is the one.
  return (await readCheck(store)) ?? check;
}

function requireOpens(store: MongoStore, { value }: Check, wrapping: Wrapping): void {
  try {
    wrapping.unwrap(CHECK, value.value());
  } catch (cause) {
    if (!(cause instanceof StoreDamaged)) throw cause;
    throw new WrongMasterKey(
      `the master key is not the one the keys in ${store.shown} were wrapped with: set ` +
        'LIAISON_MASTER_KEY_FILE to the file that was used when they were made, or name this ' +
        "log's own database in LIAISON_MONGODB_URL. Without it nothing sealed can be read",
      { cause },
    );
  }
}

function inEngine(store: MongoStore): StoreRefused {
  return new StoreRefused(
    `the users' keys of this log lie in the engine's bucket KEYS, not in ${store.shown}: start ` +
      'without LIAISON_MONGODB_URL (`npm start` without --mongodb), or begin a new log',
  );
}

function otherKeys(store: MongoStore, there: Check | undefined): StoreRefused {
  const what = there === undefined ? 'no keys' : "another log's keys";
  return new StoreRefused(
    `${store.shown} holds ${what}, and not those of this log: name this log's own database in ` +
      'LIAISON_MONGODB_URL, of a new log an empty one, or restore its collection keys from a backup',
  );
}
