import type { NotificationMode } from '@liaison/domain';

/** An item of a user, without the event: that stays in the stream. */
export interface KeptItem {
  readonly id: string;
  /** INBOX sequence. */
  readonly place: number;
  readonly mode: NotificationMode;
  /** FACTS sequence of the profile fact it was matched by; 0: there was none. */
  readonly profile: number;
  /** By the server's clock, milliseconds since the epoch. */
  readonly recordedMs: number;
}

/** Handed over by itself, not by `notification.fetch` alone. */
const isHanded = ({ mode }: KeptItem): boolean => mode !== 'on-request';

/** What waits for one user, in the order of the stream. */
export class WaitingItems {
  readonly #items = new Map<string, KeptItem>();

  get size(): number {
    return this.#items.size;
  }

  /** Items that only `notification.fetch` gives. */
  get onRequest(): number {
    let count = 0;
    for (const item of this.#items.values()) if (!isHanded(item)) count++;
    return count;
  }

  /** Place of the last item that is handed over by itself; 0: there is none. */
  get end(): number {
    return this.#before(Number.MAX_SAFE_INTEGER);
  }

  /** In order; false: this item is there already. */
  add(item: KeptItem): boolean {
    if (this.#items.has(item.id)) return false;
    this.#items.set(item.id, item);
    return true;
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  /** Takes items out; those that are not there are passed over. */
  take(ids: Iterable<string>): readonly KeptItem[] {
    const taken: KeptItem[] = [];
    for (const id of ids) {
      const item = this.#items.get(id);
      if (item === undefined) continue;
      this.#items.delete(id);
      taken.push(item);
    }
    return taken;
  }

  /** In order, the oldest first. */
  all(): readonly KeptItem[] {
    return [...this.#items.values()];
  }

  /** Of those that are handed over by themselves, the ones behind a place. */
  handedAfter(place: number): readonly KeptItem[] {
    return this.all().filter((item) => isHanded(item) && item.place > place);
  }

  /** Place of the item before this one that is handed over by itself; 0: it is the first. */
  before(item: KeptItem): number | undefined {
    return isHanded(item) ? this.#before(item.place) : undefined;
  }

  #before(place: number): number {
    let last = 0;
    for (const item of this.#items.values()) {
      if (item.place >= place) break;
      if (isHanded(item)) last = item.place;
    }
    return last;
  }
}
