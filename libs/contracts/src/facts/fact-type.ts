import type { ObjectSchema } from '../schema/schema.js';
import type { JsonObject } from './envelope.js';

/** What a fact carries, its box opened. */
export interface FactBody {
  readonly data: JsonObject;
  readonly box: JsonObject | undefined;
}

/** Makes a body of the next version out of one of the version before: pure and total. */
export type Upcaster = (older: FactBody) => FactBody;

/** Makes a body of the version before out of one of the next: pure and total. */
export type Downcaster = (newer: FactBody) => FactBody;

/** One type of fact, as it is written today. */
export interface FactType {
  /** `account.registered` */
  readonly type: string;
  /** Its name in the domain: `UserRegistered`. */
  readonly fact: string;
  /** The aggregate's kind: `account`. */
  readonly kind: string;
  /** The version written today. */
  readonly version: number;
  /** `upcasters[0]` makes version 2 out of version 1; as many as `version` - 1. */
  readonly upcasters: readonly Upcaster[];
  /** `downcasters[0]` makes version 1 out of version 2, for readers who know no more; as many. */
  readonly downcasters?: readonly Downcaster[];
  /** The fact's own fields that lie open, and those that are sealed. */
  readonly open: ObjectSchema;
  readonly sealed: ObjectSchema;
  /** All of `data`, the head included. */
  readonly data: ObjectSchema;
  /** All of the box; absent: the fact has none. */
  readonly box?: ObjectSchema;
  /** Largest body in bytes. */
  readonly bytesMax: number;
}

/** The fields of a fact of the domain, split into open and sealed ones, none missing, none more. */
export type Split<F extends { readonly type: string }, O, S> =
  Same<O & S, Omit<F, 'type'>> extends true
    ? { readonly open: ObjectSchema<O>; readonly sealed: ObjectSchema<S> }
    : never;

/** Also optional fields must be there, and be optional, on both sides. */
type Same<A, B> = Mutual<A, B> extends true ? Mutual<Required<A>, Required<B>> : false;
type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The whole type as it stands in the envelope: `liaison.account.registered.v1`. */
export const wholeType = (type: string, version: number): string => `liaison.${type}.v${version}`;
