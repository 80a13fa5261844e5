import { type DbOptions, MongoClient, type MongoClientOptions, ReadConcern } from 'mongodb';
import { StoreRefused } from '../errors.js';
import { explainedFailure } from './away.js';
import type { MongoAddress } from './url.js';

/** A command waits so long for a primary. */
const SELECTION_MS = 3_000;
/** A server that says nothing for so long is away. */
const SILENCE_MS = 10_000;
/** A write that has reached too few members by then is answered so, before it is taken for silence. */
const MAJORITY_MS = 8_000;
const CONNECT_MS = 5_000;
const HEARTBEAT_MS = 2_000;
/** One bulk a partition, and the keys of a load; more at once would wait in the server instead. */
const POOL_MAX = 16;

/** Of the database, so that no option of the URL goes before it. */
export const CONCERNS: DbOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: MAJORITY_MS },
  readConcern: new ReadConcern('majority'),
  readPreference: 'primary',
};

/** What holds for every use; README.md says why. It goes before what the URL says. */
const OPTIONS: MongoClientOptions = {
  retryWrites: true,
  retryReads: true,
  connectTimeoutMS: CONNECT_MS,
  socketTimeoutMS: SILENCE_MS,
  waitQueueTimeoutMS: SELECTION_MS,
  heartbeatFrequencyMS: HEARTBEAT_MS,
  maxPoolSize: POOL_MAX,
  maxConnecting: POOL_MAX,
  maxIdleTimeMS: 60_000,
};

/** A command waits less long for a server than a start does. */
export async function firstAnswer(address: MongoAddress, patienceMs: number): Promise<void> {
  const client = connecting(address, 'start', patienceMs);
  try {
    await client.connect();
  } catch (error) {
    throw explainedFailure(address.shown, error);
  } finally {
    await client.close();
  }
}

/** Throws `StoreRefused` for what the driver does not take. */
export function connecting(
  address: MongoAddress,
  name: string,
  selectionMs = SELECTION_MS,
): MongoClient {
  try {
    return new MongoClient(address.url, {
      ...OPTIONS,
      appName: `liaison/${name}`,
      serverSelectionTimeoutMS: selectionMs,
    });
  } catch (cause) {
    // Who reads the URL throws errors of its own kinds.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreRefused(`${address.shown}: correct LIAISON_MONGODB_URL (${why})`, { cause });
  }
}
