import type { Stamp } from '@liaison/domain';
import type { AggregateKind } from '../aggregates.js';
import type { JsonObject } from './envelope.js';

/**
 * Between what the domain says and what the log says, for one aggregate. `S` is the head: the
 * aggregate's whole state after a fact, which every fact carries.
 */
export interface AggregateCodec<F, S> {
  readonly kind: AggregateKind;
  readonly initial: S;
  /** The domain's fold. */
  evolve(state: S, fact: F, stamp: Stamp): S;
  /** `type` without prefix and version: `profile.mode-activated`. */
  encode(
    fact: F,
    after: S,
  ): { readonly type: string; readonly data: JsonObject; readonly box?: JsonObject };
  /** Upcasts older versions; throws `UnknownFactType` for a type or version it does not know. */
  decode(
    type: string,
    data: JsonObject,
    box: JsonObject | undefined,
  ): { readonly fact: F; readonly head: S };
}
