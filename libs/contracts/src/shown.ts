import type { Connectability, Instant, UserId } from '@liaison/domain';

/**
 * One record of SHOWN, on the subject of the user it is about: whom a gateway told what of them, at
 * one moment. Ids and states only.
 */
export interface ShownRecord {
  readonly gateway: string;
  /** By the gateway's clock. */
  readonly time: Instant;
  readonly told: readonly (readonly [viewer: UserId, state: Connectability])[];
}
