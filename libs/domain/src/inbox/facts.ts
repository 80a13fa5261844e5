/** Why items that nobody acknowledged are kept no longer. */
export const EXPIRY_CAUSES = ['age', 'overflow'] as const;

/** `age`: kept as long as an inbox keeps anything; `overflow`: newer ones need the room. */
export type ExpiryCause = (typeof EXPIRY_CAUSES)[number];

/** What notification records of one user's event notifications (`inbox.<user>`). */
export type InboxFact =
  | {
      readonly type: 'InboxAcknowledged';
      /** Ids of items, sorted. */
      readonly items: readonly string[];
    }
  | { readonly type: 'InboxExpired'; readonly count: number; readonly cause: ExpiryCause };
