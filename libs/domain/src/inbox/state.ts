/**
 * A user's inbox as the last fact leaves it: what that one acknowledged. What waits is the ledger's
 * word; it is looked at when deciding, never guarded.
 */
export interface Inbox {
  /** Ids of items; none after an expiry. */
  readonly acknowledged: readonly string[];
}

export const initialInbox: Inbox = { acknowledged: [] };
