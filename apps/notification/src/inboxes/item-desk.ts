import { type Bus, type Delivered, type Listening, listen } from '@liaison/bus';
import type {
  CommandReply,
  ItemsPending,
  ItemsRequest,
  JsonObject,
  WaitingItem,
} from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { UserInbox } from './user-inbox.js';
import type { KeptItem } from './waiting-items.js';

/** Bytes of events in one answer: it has to fit into one message of the engine, and into a terminal's queue. */
const ANSWER_BYTES_MAX = 192 * 1024;
/** Bytes, and items, of one answer about what is handed over: terminals take it piece by piece. */
const PENDING_BYTES_MAX = 64 * 1024;
const PENDING_MAX = 64;
const READ_AT_ONCE_MAX = 16;

export interface ItemDeskParts {
  readonly bus: Bus;
  /** A former owner answers nothing: it may have slept. */
  mine(): boolean;
  inbox(user: UserId): UserInbox;
}

/** Answers what is asked about the inboxes of one partition, by its owner alone. */
export class ItemDesk {
  readonly #log = new Logger('items');
  #listening: Listening | undefined;

  constructor(private readonly parts: ItemDeskParts) {}

  /** From the live position on. */
  start(partition: number): void {
    const { bus } = this.parts;
    this.#listening = listen(bus, bus.subjects.itemsAskOf(partition), (message) => {
      this.#serve(message).catch((error: unknown) =>
        this.#log.warn(`${message.subject} is not answered: ${String(error)}`),
      );
    });
  }

  stop(): void {
    this.#listening?.unsubscribe();
    this.#listening = undefined;
  }

  async #serve({ subject, reply, data }: Delivered): Promise<void> {
    if (reply === undefined || !this.parts.mine()) return;
    const { bus } = this.parts;
    const user = bus.subjects.userOf(subject);
    const request = JSON.parse(Buffer.from(data).toString()) as ItemsRequest;
    const answer = await this.#answer(this.parts.inbox(user), request);
    // Whoever asked asks the new owner.
    if (this.parts.mine()) bus.outbox.publish(reply, JSON.stringify(answer));
  }

  #answer(inbox: UserInbox, request: ItemsRequest): Promise<ItemsPending | CommandReply> {
    switch (request.ask) {
      case 'pending':
        return this.#pending(inbox, request.after);
      case 'fetch':
        return this.#fetch(inbox, request.max);
      case 'acknowledge': {
        const { command, actor, correlation, ids } = request;
        return inbox.acknowledge({ command, actor, correlation }, ids);
      }
    }
  }

  async #pending(inbox: UserInbox, after: number): Promise<ItemsPending> {
    const { items: kept } = inbox;
    const asked = kept.handedAfter(after);
    const some = asked.slice(0, PENDING_MAX);
    const { items, read } = await this.#read(inbox, some, PENDING_BYTES_MAX);
    const { onRequest: waiting, end } = kept;
    return { waiting, end, items, more: read < asked.length };
  }

  async #fetch(inbox: UserInbox, max: number): Promise<CommandReply> {
    const all = inbox.items.all();
    const { items, read } = await this.#read(inbox, all.slice(0, max), ANSWER_BYTES_MAX);
    const shown = items.map(({ id, event }) => ({ id, event }));
    return { accepted: { result: { items: shown, left: all.length - read } } };
  }

  /** As many of the first as fit into one answer, at least one; `read`: how many were looked at. */
  async #read(
    inbox: UserInbox,
    asked: readonly KeptItem[],
    bytesMax: number,
  ): Promise<{ readonly items: WaitingItem[]; readonly read: number }> {
    const items: WaitingItem[] = [];
    let bytes = 0;
    for (let at = 0; at < asked.length; at += READ_AT_ONCE_MAX) {
      const some = asked.slice(at, at + READ_AT_ONCE_MAX);
      const bodies = await Promise.all(some.map(({ place }) => this.#body(place)));
      for (const [index, { id, place, profile }] of some.entries()) {
        const body = bodies[index];
        if (body === undefined) {
          inbox.forget([id]);
          continue;
        }
        bytes += Buffer.byteLength(body);
        if (bytes > bytesMax && items.length > 0) return { items, read: at + index };
        items.push({ id, place, profile, event: JSON.parse(body) as JsonObject });
      }
    }
    return { items, read: asked.length };
  }

  /** undefined: it was settled or has expired meanwhile. */
  async #body(place: number): Promise<string | undefined> {
    const message = await this.parts.bus.jsm.streams.getMessage('INBOX', { seq: place });
    return message?.string();
  }
}
