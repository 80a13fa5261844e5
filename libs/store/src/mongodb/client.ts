import {
  type Collection,
  type Db,
  MongoClient,
  type MongoClientOptions,
  type TopologyDescription,
} from 'mongodb';
import { StoreAway } from '../errors.js';
import { explainedFailure } from './away.js';
import { ensureIndexes } from './indexes.js';
import { requireServer } from './server-check.js';
import { type MongoAddress, mongoAddress } from './url.js';

/** How long a server that is starting is waited for. */
const PATIENCE_MS = 10_000;
/** A command waits so long for a primary; once there was none for longer than the grace, not at all. */
const SELECTION_MS = 3_000;
const GRACE_MS = 2_000;
/** A server that says nothing for so long is away. */
const SILENCE_MS = 10_000;
const CONNECT_MS = 5_000;
const HEARTBEAT_MS = 2_000;
/** One bulk a partition, and the keys of a load; more at once would wait in the server instead. */
const POOL_MAX = 16;

/** Kinds of server that take writes. */
const WRITABLE: ReadonlySet<string> = new Set([
  'Standalone',
  'RSPrimary',
  'Mongos',
  'LoadBalancer',
]);

/** What holds for every use; README.md says why. It goes before what the URL says. */
const OPTIONS: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: SILENCE_MS },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  retryWrites: true,
  retryReads: true,
  connectTimeoutMS: CONNECT_MS,
  socketTimeoutMS: SILENCE_MS,
  waitQueueTimeoutMS: SELECTION_MS,
  heartbeatFrequencyMS: HEARTBEAT_MS,
  maxPoolSize: POOL_MAX,
  maxIdleTimeMS: 60_000,
};

export interface MongoOptions {
  readonly production?: boolean;
  readonly patienceMs?: number;
}

/** What is stored under a name. */
export interface Named {
  readonly _id: string;
}

/** A connection to one database, checked, for rows and keys alike. */
export class MongoStore {
  /** Told when the server answers again after it did not. */
  private readonly onReturn: (() => void)[] = [];
  private away: { readonly sinceMs: number; readonly why: string } | undefined;

  private constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
    private readonly address: MongoAddress,
  ) {
    client.on('topologyDescriptionChanged', ({ newDescription }) => this.look(newDescription));
  }

  /**
   * Connects and looks whether all that is used is there: server, rights, indexes. Waits ten seconds
   * for a server that is starting. Throws `StoreAway` or `StoreRefused`; either says what to do.
   */
  static async open(url: string, name: string, options: MongoOptions = {}): Promise<MongoStore> {
    const address = mongoAddress(url);
    await firstAnswer(address, options.patienceMs ?? PATIENCE_MS);
    const client = connecting(address, name, SELECTION_MS);
    try {
      await client.connect();
      const store = new MongoStore(client, client.db(address.database), address);
      await requireServer(store, options);
      await ensureIndexes(store);
      return store;
    } catch (error) {
      await client.close();
      throw explainedFailure(address.shown, error);
    }
  }

  /** `database liaison of MongoDB at db1:27017 as liaison` */
  get shown(): string {
    return this.address.shown;
  }

  /** For readiness: that the server does not answer, and what to do; undefined: it does. */
  fault(): string | undefined {
    if (this.away === undefined) return undefined;
    return (
      `${this.shown} does not answer (${this.away.why}): start it, or mend the way to it; facts are ` +
      'folded and pushed meanwhile, what is to be stored waits, and keys cannot be read'
    );
  }

  /**
   * Answers what `work` does; what the driver throws becomes `StoreAway` or `StoreRefused`, but for a
   * name that is taken. While there is no server nothing is tried, so that nothing piles up.
   */
  async answered<T>(work: () => Promise<T>): Promise<T> {
    const { away } = this;
    if (away !== undefined && performance.now() - away.sinceMs > GRACE_MS) {
      throw new StoreAway(`${this.shown} does not answer: ${away.why}`);
    }
    try {
      return await work();
    } catch (error) {
      throw explainedFailure(this.shown, error);
    }
  }

  collection<T extends Named>(name: string): Collection<T> {
    return this.db.collection<T>(name);
  }

  command(command: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return this.db.command({ ...command });
  }

  onReturned(listener: () => void): void {
    this.onReturn.push(listener);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private look({ servers }: TopologyDescription): void {
    const all = [...servers.values()];
    if (all.some(({ type }) => WRITABLE.has(type))) {
      if (this.away === undefined) return;
      this.away = undefined;
      for (const listener of this.onReturn) listener();
    } else {
      const why = all.find(({ error }) => error !== null)?.error?.message ?? 'it has no primary';
      this.away ??= { sinceMs: performance.now(), why };
    }
  }
}

/** A command waits less long for a server than a start does. */
async function firstAnswer(address: MongoAddress, patienceMs: number): Promise<void> {
  const client = connecting(address, 'start', patienceMs);
  try {
    await client.connect();
  } catch (error) {
    throw explainedFailure(address.shown, error);
  } finally {
    await client.close();
  }
}

function connecting(address: MongoAddress, name: string, selectionMs: number): MongoClient {
  try {
    return new MongoClient(address.url, {
      ...OPTIONS,
      appName: `liaison/${name}`,
      serverSelectionTimeoutMS: selectionMs,
    });
  } catch (error) {
    throw explainedFailure(address.shown, error);
  }
}
