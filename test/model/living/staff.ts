import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Service, declarationOf, durableOf } from '../../harness/service.js';
import type { KnownService } from '../../harness/service.js';
import type { System } from '../../harness/system.js';
import type { Declared } from './offices.js';

const GIVE_UP_MS = 60_000;
const AGAIN_MS = 150;
/** The least the client's library lets a fetch wait. */
const FETCH_MS = 1_000;
const FETCHES_MAX = 40;
/** Nothing was decided, or it is not known what was. */
const PASSING: ReadonlySet<string> = new Set(['unavailable', 'outcome-unknown']);

type Document = Readonly<Record<string, unknown>>;

/** Everything a service was notified of, in order. */
export interface Heard {
  readonly sender: string;
  readonly event: string;
}

/** A process of a service, whatever connections it has had. */
export class Staff {
  /** First hand-overs, in order. */
  readonly heard: Heard[] = [];
  /** How often something came again. */
  doubled = 0;
  wanted = false;
  private readonly known = new Set<string>();
  private live: Service | undefined;
  private read = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly system: System,
    readonly who: KnownService,
    public declared: Declared,
  ) {}

  get service(): string {
    return this.who.service;
  }

  /** Connects, with this declaration from now on. */
  connect(declared: Declared): Promise<void> {
    return this.inTurn(async () => {
      this.declared = declared;
      this.wanted = true;
      await this.connectNow();
    });
  }

  /** Comes back where its line was lost. */
  keep(): Promise<void> {
    return this.inTurn(async () => {
      if (this.wanted && !this.isThere) await this.connectNow();
    });
  }

  leave(): Promise<void> {
    return this.inTurn(async () => {
      this.wanted = false;
      await this.live?.leave().catch(() => this.live?.cut());
      this.take();
      this.live = undefined;
      this.read = 0;
    });
  }

  /** Cuts its line, for good. */
  async end(): Promise<void> {
    await this.inTurn(async () => {
      this.wanted = false;
      await this.live?.cut();
    });
  }

  /** Sends one event until there is a receipt; answers its id. */
  async emit(type: string, changes: Document): Promise<string> {
    const id = randomUUID();
    await this.again(`emit ${type}`, (live) => live.emit(type, { id, data: {}, ...changes }));
    return id;
  }

  /** Asks until there is an answer. */
  ask(verb: string, body: (live: Service) => object): Promise<Document> {
    return this.again(verb, async (live) => {
      const answer = await live.ask(verb, body(live));
      const error = answer['error'] as { readonly code?: string } | undefined;
      if (PASSING.has(error?.code ?? '')) throw new Error(error?.code);
      return answer;
    });
  }

  /** The whole of what it says of itself, on the connection it has. */
  async declare(declared: Declared): Promise<Document> {
    const { emits, wants, delivery, calls } = declared;
    const declaration = declarationOf({ emits, wants, delivery, calls });
    const answer = await this.ask('declare', ({ connection }) => ({ connection, declaration }));
    this.declared = declared;
    return answer;
  }

  /** Fetches and acknowledges until it has so many it did not have before. */
  async fetch(count: number): Promise<readonly Heard[]> {
    const from = this.heard.length;
    for (let tries = 0; this.heard.length < from + count && tries < FETCHES_MAX; tries++) {
      const max_messages = from + count - this.heard.length;
      await this.again('fetch', async (live) => {
        const options = { max_messages, expires: FETCH_MS };
        for await (const message of await durableOf(live.nc, live.welcome).fetch(options)) {
          this.note(message.json());
          message.ack();
        }
        await live.nc.flush();
      });
    }
    return this.heard.slice(from);
  }

  /** Takes down what its consumer was handed. */
  take(): void {
    const all = this.live?.heard ?? [];
    for (; this.read < all.length; this.read++) this.note(all[this.read] ?? {});
  }

  private get isThere(): boolean {
    return this.live?.nc.isClosed() === false && !this.live.isOver;
  }

  private note({ service, id }: Document): void {
    const [sender, event] = [String(service), String(id)];
    if (this.known.has(event)) this.doubled++;
    else this.heard.push({ sender, event });
    this.known.add(event);
  }

  private async connectNow(): Promise<void> {
    await this.live?.cut();
    this.take();
    this.live = undefined;
    this.read = 0;
    const end = performance.now() + GIVE_UP_MS;
    const { emits, wants, delivery, calls } = this.declared;
    const declaration = declarationOf({ emits, wants, delivery, calls });
    const conduct = { consumes: delivery === 'push' };
    for (;;) {
      try {
        this.live = await Service.connect(this.system, this.who, declaration, conduct);
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  private async again<T>(what: string, work: (live: Service) => Promise<T>): Promise<T> {
    const end = performance.now() + GIVE_UP_MS;
    for (;;) {
      await this.keep();
      try {
        if (this.live === undefined) throw new Error(`${this.service} is not connected: ${what}`);
        return await work(this.live);
      } catch (error) {
        if (performance.now() > end) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.catch(() => undefined).then(work);
    this.turn = mine;
    return mine;
  }
}
