import type { Connectability, Id, Instant } from './words.js';

/** What `explain` may be told; without `viewer` about oneself, without `at` about now. */
export interface ExplainParams {
  readonly viewer?: Id;
  readonly profile?: Id;
  readonly at?: Instant;
  readonly past?: 'true' | 'held' | 'shown';
}

/** Why the own state is what it is, as a viewer sees it. */
export interface Explanation {
  readonly viewer: Id;
  readonly state: Connectability;
  /** The line of the rule that decided, and by which condition. */
  readonly line: number;
  readonly because: string;
  readonly lines: readonly { readonly line: number; readonly unmet: string }[];
  readonly candidates: readonly {
    readonly mode: Id;
    readonly source: 'manual' | 'rule' | 'default';
    readonly applies: boolean;
    readonly unmet?: string;
  }[];
  readonly facts: readonly string[];
  readonly as?: number;
  readonly reached?: boolean;
  readonly profile?: Id;
  readonly mode?: Id;
  /** Of an instant that is over: which, and how it was read. */
  readonly at?: Instant;
  readonly past?: 'true' | 'held';
  /** Terminals found lost later, and what would have held without them. */
  readonly uncertain?: {
    readonly terminals: readonly { readonly terminal: Id; readonly since: Instant }[];
    readonly state: Connectability;
  };
}

/** What a viewer's terminals had been told by an instant, and when they were. */
export interface Shown {
  readonly viewer: Id;
  readonly past: 'shown';
  readonly at: Instant;
  readonly state: Connectability;
  readonly told: Instant;
}

/** What `explain` answers. */
export type Explained = Explanation | Shown;
