import { randomUUID } from 'node:crypto';
import { type AnyBulkWriteOperation, MongoBulkWriteError } from 'mongodb';
import { StoreRefused } from '../errors.js';
import { VERSION_MIN } from './away.js';
import type { MongoOptions, MongoStore, Named } from './client.js';
import { KEYS, MARKS, rowsCollection } from './collections.js';
import { ensureIndexes } from './indexes.js';

/** What 6.0 speaks. */
const WIRE_VERSION_MIN = 17;
const DUPLICATE = 11_000;

interface Probe extends Named {
  readonly seq: number;
}

/** What a server says of itself. */
export interface ServerSaid {
  readonly version: string;
  /** Of a replica set, of a cluster's router, or alone. */
  readonly kind: 'replica set' | 'cluster' | 'single server';
}

/** Asks a server what it is. */
export async function serverSaid(
  store: MongoStore,
): Promise<ServerSaid & { readonly hello: Hello }> {
  const hello = (await store.command({ hello: 1 })) as Hello;
  const { version } = (await store.command({ buildInfo: 1 })) as { version?: string };
  const kind = hello.msg === 'isdbgrid' ? 'cluster' : 'single server';
  return {
    version: version ?? 'of an unknown version',
    kind: hello.setName === undefined ? kind : 'replica set',
    hello,
  };
}

interface Hello {
  readonly maxWireVersion?: number;
  readonly isWritablePrimary?: boolean;
  readonly logicalSessionTimeoutMinutes?: number;
  readonly setName?: string;
  readonly msg?: string;
}

/**
 * Refuses a server that lacks what the adapters use, by what it says and by trying it: the rights are
 * tried with it. Throws `StoreRefused`, and what the driver throws.
 */
export async function requireServer(
  store: MongoStore,
  { production = false }: MongoOptions,
): Promise<void> {
  const { version, kind, hello } = await serverSaid(store);
  if ((hello.maxWireVersion ?? 0) < WIRE_VERSION_MIN) {
    throw refused(store, `it is version ${version}; ${VERSION_MIN} or newer is needed: upgrade it`);
  }
  if (hello.isWritablePrimary !== true) {
    throw refused(
      store,
      'this one takes no writes: name all members of the replica set in LIAISON_MONGODB_URL, or ' +
        'wait until it has a primary',
    );
  }
  if (hello.logicalSessionTimeoutMinutes === undefined) {
    throw refused(
      store,
      `version ${version} has no sessions, which retried writes need: use MongoDB`,
    );
  }
  if (production && kind === 'single server') {
    throw refused(
      store,
      'it is a single server, and what its disk loses is lost: use a replica set, or unset ' +
        'LIAISON_PRODUCTION',
    );
  }
  // One that is another may keep writes from being made, which is then no fault of the server.
  await ensureIndexes(store);
  for (const name of [MARKS, KEYS]) await tryGuards(store, name);
  await tryRows(store);
}

/** Rows are made in a collection of their own, and go with it. */
async function tryRows(store: MongoStore): Promise<void> {
  const name = rowsCollection(`probe-${randomUUID()}`, 0);
  try {
    await tryGuards(store, name);
  } finally {
    await store.collection(name).drop();
  }
}

/** A newer row is stored, a stale one is a duplicate, and the others of its batch are stored. */
async function tryGuards(store: MongoStore, name: string): Promise<void> {
  const probes = store.collection<Probe>(name);
  const [one, other] = [`probe.${randomUUID()}`, `probe.${randomUUID()}`];
  try {
    const batch = [upsert(one, 2), upsert(one, 1), upsert(other, 1)];
    const answer = await probes.bulkWrite(batch, { ordered: false }).catch((error: unknown) => {
      if (error instanceof MongoBulkWriteError && error.code === DUPLICATE) return error;
      throw error;
    });
    const stored = await probes.find({ _id: { $in: [one, other] } }).toArray();
    const isGuarded =
      answer instanceof MongoBulkWriteError &&
      stored.length === 2 &&
      stored.some(({ _id, seq }) => _id === one && seq === 2);
    if (!isGuarded) {
      throw refused(
        store,
        'writes that expect an older sequence are not guarded: use MongoDB itself',
      );
    }
  } finally {
    await probes.deleteMany({ _id: { $in: [one, other] } });
  }
}

function upsert(_id: string, seq: number): AnyBulkWriteOperation<Probe> {
  const filter = { _id, seq: { $lt: seq } };
  return { updateOne: { filter, update: { $set: { seq } }, upsert: true } };
}

function refused(store: MongoStore, why: string): StoreRefused {
  return new StoreRefused(`${store.shown}: ${why}`);
}
