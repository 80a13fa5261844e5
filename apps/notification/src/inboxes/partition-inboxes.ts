import { setMaxListeners } from 'node:events';
import { type Bus, type FactStore, type OrderedReading, readInOrder } from '@liaison/bus';
import {
  type Clock,
  INBOX_AGE_MS,
  ITEM_MODE_HEADER,
  ITEM_PROFILE_HEADER,
  type ItemsAnnounced,
  type JsonObject,
  type EngineTimes,
} from '@liaison/contracts';
import { INBOX_ITEMS_MAX, type NotificationMode, type UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import { OwnedWork } from '../owned-work.js';
import { ItemDesk } from './item-desk.js';
import { type InboxParts, UserInbox } from './user-inbox.js';
import type { KeptItem } from './waiting-items.js';

const BUFFER_MESSAGES = 256;
const AGAIN_MS = 500;
const PATIENCE_MS = 5_000;
/** Inboxes whose last fact is read at once. */
const BEGUN_AT_ONCE_MAX = 64;
const NS_PER_MS = 1e6;

export interface PartitionParts {
  readonly bus: Bus;
  readonly facts: FactStore;
  readonly clock: Clock;
  isErased(user: UserId): boolean;
}

type Message = OrderedReading['messages'] extends AsyncIterable<infer M> ? M : never;

/**
 * The inboxes of one partition in the hands of its owner: what INBOX holds, read from its beginning,
 * without the events. Until it is read to its end nothing is said or done.
 */
export class PartitionInboxes {
  readonly #log = new Logger('inboxes');
  readonly #work: OwnedWork;
  readonly #inboxes = new Map<UserId, UserInbox>();
  readonly #desk: ItemDesk;
  readonly #parts: InboxParts;
  #reading: OrderedReading | undefined;
  #isLive = false;

  constructor(
    private readonly parts: PartitionParts,
    private readonly partition: number,
    private readonly mine: () => boolean,
  ) {
    const { bus, facts } = parts;
    this.#work = new OwnedWork('inboxes', {
      undone: `what waits in partition ${partition} is not read`,
      againMs: AGAIN_MS,
      turn: () => this.#follow(),
    });
    const { stopping: signal } = this.#work;
    // Each inbox that tries something again listens for the end.
    setMaxListeners(0, signal);
    this.#parts = { bus, facts, signal, mine, changed: (inbox) => this.#announce(inbox) };
    this.#desk = new ItemDesk({ bus, mine, inbox: (user) => this.#inbox(user) });
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#work.fault;
  }

  start(): void {
    this.#work.start();
  }

  /** Resolves when nothing more is written. */
  async stop(): Promise<void> {
    await this.#work.stop(() => {
      this.#desk.stop();
      return this.#reading?.close();
    });
    await this.#rest();
  }

  /** Lets go of what has waited too long by now. */
  async expire(): Promise<void> {
    if (!this.#isLive) return;
    const since = this.parts.clock.ms() - INBOX_AGE_MS;
    for (const inbox of this.#inboxes.values()) {
      const [oldest] = inbox.items.all();
      if (oldest === undefined || oldest.recordedMs > since) continue;
      await inbox
        .expire('age', (items) => countWhile(items, ({ recordedMs }) => recordedMs <= since))
        .catch((error: unknown) => this.#log.warn(String(error)));
    }
    this.#sweep();
  }

  /** Destroys what waits for a user who is erased. */
  erase(user: UserId): void {
    const inbox = this.#inboxes.get(user);
    if (!this.#isLive || inbox === undefined) return;
    const places = inbox.items.take(inbox.items.all().map(({ id }) => id));
    this.#inTheBackground(inbox.wipe(places.map(({ place }) => place)));
  }

  async #follow(): Promise<number> {
    try {
      await this.#read();
    } finally {
      this.#isLive = false;
      this.#desk.stop();
      await this.#reading?.close();
    }
    return AGAIN_MS;
  }

  async #read(): Promise<void> {
    const { bus } = this.parts;
    // What is still being settled is not to be counted by what is read now.
    await this.#rest();
    this.#inboxes.clear();
    const filter = bus.subjects.inboxOf(this.partition);
    const start = { stream: 'INBOX', filter, from: 1, bufferMessages: BUFFER_MESSAGES };
    const reading = (this.#reading = await readInOrder(bus, start));
    if (this.#work.isStopping) return;
    // What was counted may be destroyed before it is read: then all is counted and read once more.
    const patience = setTimeout(() => void reading.close(), PATIENCE_MS);
    try {
      if (reading.pending === 0) await this.#live(patience);
      for await (const message of reading.messages) {
        if (this.#work.isStopping) return;
        this.#take(message);
        if (this.#isLive) continue;
        if (message.info.pending === 0) await this.#live(patience);
        else patience.refresh();
      }
    } finally {
      clearTimeout(patience);
    }
  }

  async #live(patience: NodeJS.Timeout): Promise<void> {
    clearTimeout(patience);
    const all = [...this.#inboxes.values()];
    for (let at = 0; at < all.length; at += BEGUN_AT_ONCE_MAX) {
      await Promise.all(all.slice(at, at + BEGUN_AT_ONCE_MAX).map((inbox) => inbox.begin()));
    }
    if (this.#work.isStopping || !this.mine()) return;
    this.#isLive = true;
    this.#work.isWell();
    this.#desk.start(this.partition);
    for (const inbox of all) {
      this.#makeRoom(inbox);
      if (this.parts.isErased(inbox.user)) this.erase(inbox.user);
      else this.#announce(inbox);
    }
    await this.expire();
  }

  #take(message: Message): void {
    const user = this.parts.bus.subjects.userOf(message.subject);
    const inbox = this.#inbox(user);
    const item = keptItem(message, this.parts.bus.times);
    if (this.#isLive && this.parts.isErased(user)) {
      this.#inTheBackground(inbox.wipe([item.place]));
      return;
    }
    if (!inbox.items.add(item)) {
      this.#inTheBackground(inbox.wipe([item.place]));
      return;
    }
    if (!this.#isLive) return;
    this.#makeRoom(inbox);
    this.#announce(inbox, item, message);
  }

  /** Not before it is begun: until then it may hold what the last fact has settled. */
  #makeRoom(inbox: UserInbox): void {
    if (inbox.items.size <= INBOX_ITEMS_MAX) return;
    const over = inbox.expire('overflow', (items) => items.length - INBOX_ITEMS_MAX);
    this.#inTheBackground(over);
  }

  #announce(inbox: UserInbox, item?: KeptItem, message?: Message): void {
    if (!this.#isLive || !this.mine()) return;
    const { bus } = this.parts;
    const { onRequest: waiting, end } = inbox.items;
    const before = item && inbox.items.before(item);
    const told: ItemsAnnounced = {
      waiting,
      end,
      ...(item === undefined || message === undefined || before === undefined
        ? {}
        : { before, item: { ...placed(item), event: JSON.parse(message.string()) as JsonObject } }),
    };
    bus.outbox.publish(bus.subjects.self(inbox.user), JSON.stringify(told));
  }

  async #rest(): Promise<void> {
    await Promise.all([...this.#inboxes.values()].map((inbox) => inbox.rest()));
  }

  #inbox(user: UserId): UserInbox {
    const known = this.#inboxes.get(user);
    if (known !== undefined) return known;
    const inbox = new UserInbox(this.#parts, user);
    this.#inboxes.set(user, inbox);
    return inbox;
  }

  /** Forgets who has nothing waiting. */
  #sweep(): void {
    for (const [user, inbox] of this.#inboxes) if (inbox.isIdle) this.#inboxes.delete(user);
  }

  /** What could not be destroyed the inbox tries again; what fails else, the next change or owner. */
  #inTheBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log.warn(String(error)));
  }
}

const placed = ({ id, place, profile }: KeptItem) => ({ id, place, profile });

function keptItem(message: Message, times: EngineTimes): KeptItem {
  const { headers, seq: place, info } = message;
  return {
    id: headers?.get('Nats-Msg-Id') ?? '',
    place,
    mode: (headers?.get(ITEM_MODE_HEADER) ?? 'on-request') as NotificationMode,
    profile: Number(headers?.get(ITEM_PROFILE_HEADER) ?? 0),
    recordedMs: times.fromEngine(Math.floor(info.timestampNanos / NS_PER_MS)),
  };
}

function countWhile<T>(all: readonly T[], holds: (one: T) => boolean): number {
  const at = all.findIndex((one) => !holds(one));
  return at < 0 ? all.length : at;
}
