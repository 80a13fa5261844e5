import type { Connectability, Instant, UserId } from '@liaison/domain';

/**
 * One record of SHOWN, on the subject of the user it is about: whom one gateway told what of them, at
 * one moment. Ids and states only.
 */
export interface ShownRecord {
  /** By the gateway's clock. */
  readonly time: Instant;
  readonly told: readonly (readonly [viewer: UserId, state: Connectability])[];
}
