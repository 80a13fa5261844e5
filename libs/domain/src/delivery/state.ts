/**
 * A service's hand-overs as the last fact leaves them: that copy alone. The standing of the others
 * comes from the ledger; it is checked when deciding, never guarded.
 */
export interface Delivery {
  readonly last?: {
    readonly copy: string;
    readonly is: 'parked' | 'replayed' | 'expired';
  };
}

export const initialDelivery: Delivery = {};

/** What the ledger says of a copy. */
export type CopyStanding = 'unknown' | 'pending' | 'acknowledged' | 'parked' | 'expired' | 'erased';
