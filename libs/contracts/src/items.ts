import type { JsonObject } from './facts/envelope.js';

/** Request on `liaison.items.ask.<p>.<user>`, to the owner of what waits for the user. */
export type ItemsRequest =
  /** What is handed over by itself, from this place on; answered by `ItemsPending`. */
  | { readonly ask: 'pending'; readonly after: number }
  /** As the methods; answered by their `CommandReply`. */
  | { readonly ask: 'fetch'; readonly max: number }
  | {
      readonly ask: 'acknowledge';
      readonly ids: readonly string[];
      readonly command: string;
      readonly actor: string;
      readonly correlation: string;
    };

/** One event notification of a user; its place never reaches a terminal. */
export interface WaitingItem {
  readonly id: string;
  /** INBOX sequence: items are handed over in its order. */
  readonly place: number;
  /** FACTS sequence of the profile fact it was matched by; 0: there was none. */
  readonly profile: number;
  /** The event as its service wrote it, with our extensions. */
  readonly event: JsonObject;
}

/** How much waits for a user. */
export interface ItemsStanding {
  /** Items that only `notification.fetch` gives. */
  readonly waiting: number;
  /** Place of the last item that is handed over by itself; 0: there is none. */
  readonly end: number;
}

/** Items in order, and whether more lie behind the last of them. */
export interface ItemsPending extends ItemsStanding {
  readonly items: readonly WaitingItem[];
  readonly more: boolean;
}

/**
 * Told on `liaison.self.<p>.<user>`, among the announcements of SELF, where what waits has changed or
 * has another owner.
 */
export interface ItemsAnnounced extends ItemsStanding {
  /** A new one, and the place of the one before it that is handed over by itself; 0: none. */
  readonly item?: WaitingItem;
  readonly before?: number;
}
