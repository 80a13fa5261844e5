import type { Collection, Db, MongoClient, TopologyDescription } from 'mongodb';
import { StoreAway, StoreBroken, StoreRefused } from '../errors.js';
import { explainedFailure, failureOf, faultOfSet, silence } from './away.js';
import { CONCERNS, connecting, firstAnswer } from './driver.js';
import { requireServer } from './server-check.js';
import { Trouble } from './trouble.js';
import { type MongoAddress, mongoAddress } from './url.js';

/** How long a server that is starting is waited for. */
const PATIENCE_MS = 3_000;
/** Once there was no primary for longer, commands do not wait for one. */
const GRACE_MS = 2_000;

/** Kinds of server that take writes. */
const WRITABLE: ReadonlySet<string> = new Set([
  'Standalone',
  'RSPrimary',
  'Mongos',
  'LoadBalancer',
]);

export interface MongoOptions {
  readonly production?: boolean;
  readonly patienceMs?: number;
  /** What must hold of its documents before it is used. */
  readonly demand?: (store: MongoStore) => Promise<void>;
  /**
   * Told what is wrong and that it is over. With it a server that is away at first is no failure: it is
   * waited for behind what was opened, for ever, and until then every use throws `StoreAway`.
   */
  readonly tell?: (text: string) => void;
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
  /** All that is used of it was tried, and was there: before that nothing is asked of it. */
  private isKnown = false;
  /** Why it is not known, as it was tried last. */
  private because: StoreAway | undefined;
  /** It is being looked at: who asks meanwhile waits, as for an election. */
  private looking: Promise<void> | undefined;
  /** Why it cannot be used, or takes no writes, as it was tried last. */
  private readonly trouble: Trouble;
  /** How often it was seen that no server takes writes, or that a connection broke. */
  private losses = 0;
  /** The driver knows of no server any more: it has to begin anew. */
  private isForsaken = false;

  private constructor(
    private readonly client: MongoClient,
    private readonly db: Db,
    private readonly address: MongoAddress,
    private readonly options: MongoOptions,
  ) {
    this.trouble = new Trouble({
      tryAnew: () => this.becomeKnown().then(() => this.returned(true)),
      explain: (error) => failureOf(address.shown, error),
      tell: options.tell,
    });
    client.on('topologyDescriptionChanged', ({ newDescription }) => this.look(newDescription));
    client.on('connectionClosed', ({ reason }) => reason === 'error' && this.broken());
  }

  /**
   * Connects and looks whether all that is used is there: server, rights, indexes. Waits three seconds
   * for a server that is starting. Throws `StoreAway` or `StoreRefused`; either says what to do.
   */
  static async open(url: string, name: string, options: MongoOptions = {}): Promise<MongoStore> {
    const address = mongoAddress(url);
    const client = connecting(address, name);
    const store = new MongoStore(client, client.db(address.database, CONCERNS), address, options);
    try {
      await firstAnswer(address, options.patienceMs ?? PATIENCE_MS);
      await store.becomeKnown();
    } catch (error) {
      const why = explainedFailure(address.shown, error);
      const mayReturn = why instanceof StoreAway && !(why instanceof StoreRefused);
      if (!mayReturn || options.tell === undefined) {
        await store.close();
        throw why;
      }
      store.trouble.begin(why.message);
    }
    return store;
  }

  /** `database liaison of MongoDB at db1:27017 as liaison` */
  get shown(): string {
    return this.address.shown;
  }

  /** For readiness: why it cannot be used or takes no writes, and what to do; undefined: all is well. */
  fault(): string | undefined {
    if (this.trouble.why !== undefined) return `${this.trouble.why}; ${MEANWHILE}`;
    if (this.away === undefined) return undefined;
    const { why } = this.away;
    return `${why}; ${MEANWHILE}`;
  }

  /**
   * Answers what `work` does; what the driver throws becomes `StoreAway` or `StoreRefused`, but for a
   * name that is taken. While there is no server nothing is tried, so that nothing piles up; what was
   * answered while a server was lost counts only if the one that is there now may be used.
   */
  async answered<T>(work: () => Promise<T>): Promise<T> {
    const { away } = this;
    await this.known();
    if (away !== undefined && performance.now() - away.sinceMs > GRACE_MS) {
      throw new StoreAway(away.why);
    }
    const { losses } = this;
    const answer = await this.tried(work);
    if (this.losses !== losses) await this.known();
    return answer;
  }

  /** As `answered`, also before it is known whether the server may be used. */
  async tried<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const why = explainedFailure(this.shown, error);
      const stays = why instanceof StoreRefused || why instanceof StoreBroken;
      const isUsed = this.isKnown || this.looking !== undefined;
      if (stays && isUsed) this.trouble.begin(why.message);
      throw why;
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
    this.isKnown = false;
    this.trouble.stop();
    await this.client.close();
  }

  /** Resolves once what is there may be used. Throws why not. */
  private async known(): Promise<void> {
    await this.looking;
    if (!this.isKnown) throw this.because ?? new StoreAway(`${this.shown} has not answered yet`);
  }

  private look(topology: TopologyDescription): void {
    if (topology.servers.size === 0) this.forsaken();
    if ([...topology.servers.values()].some(({ type }) => WRITABLE.has(type))) this.found();
    else this.lost(faultOfSet(this.shown, topology) ?? silence(this.shown, topology));
  }

  private found(): void {
    if (this.away !== undefined && this.isKnown) this.beginLook();
  }

  /** A server may be exchanged between two looks of the driver, which then says nothing of it. */
  private broken(): void {
    this.losses++;
    // Where the driver does notice, it says so next.
    queueMicrotask(() => {
      if (this.away === undefined && this.isKnown) this.beginLook();
    });
  }

  private lost(why: string): void {
    this.losses++;
    if (this.away !== undefined) return;
    this.away = { sinceMs: performance.now(), why };
    // A trouble that lasts is tried anew, and tells itself what it has become.
    if (this.isKnown && this.trouble.why === undefined) this.options.tell?.(this.fault() ?? why);
  }

  /**
   * A server that says it is no member of the set that the driver has found is forgotten, and never looked
   * for again: so one that ends may say, or the only member where it is started alone for a while.
   */
  private forsaken(): void {
    this.isForsaken = true;
    if (!this.isKnown) return;
    const why = `${this.shown} has left its replica set: start it as a member of it`;
    this.lost(why);
    this.isKnown = false;
    this.because = new StoreAway(why);
    this.trouble.begin(why);
  }

  /** What comes back may be another server, or other data: nothing is asked of it before it was looked at. */
  private beginLook(): void {
    this.looking = this.lookAgain().finally(() => (this.looking = undefined));
  }

  private async lookAgain(): Promise<void> {
    const wasTold = this.away !== undefined;
    this.isKnown = false;
    try {
      await this.becomeKnown();
      this.returned(wasTold);
    } catch (error) {
      this.trouble.begin(failureOf(this.shown, error));
    }
  }

  private returned(wasTold: boolean): void {
    if (wasTold) this.options.tell?.(`${this.shown} answers again`);
    for (const listener of this.onReturn) listener();
  }

  private async becomeKnown(): Promise<void> {
    try {
      if (this.isForsaken) await this.client.close();
      this.isForsaken = false;
      await this.client.connect();
      // What broke before is found and counted with the first command.
      await this.command({ ping: 1 });
      const { losses } = this;
      await requireServer(this, this.options);
      await this.options.demand?.(this);
      if (this.losses !== losses) {
        throw new StoreAway(`${this.shown} went away while it was looked at`);
      }
    } catch (error) {
      const why = explainedFailure(this.shown, error);
      if (why instanceof StoreAway) this.because = why;
      throw why;
    }
    this.isKnown = true;
    this.away = undefined;
  }
}

/** What holds while a store is away. */
const MEANWHILE =
  'meanwhile facts are folded and pushed of users whose keys are at hand, facts of others wait with those ' +
  'behind them, what is to be stored waits, and what needs its keys is refused';
