import type { AggregateName, Fact, JsonObject } from '@liaison/contracts';
import { BoundedCache, type CacheBounds } from './bounded-cache.js';

/** A fact as this process has made it: what reading it back would come to. */
export interface OwnFact {
  readonly aggregate: AggregateName;
  readonly envelope: Fact;
  /** Open. */
  readonly box: JsonObject | undefined;
  readonly body: Uint8Array;
  /** Of the body. */
  readonly bytes: number;
}

const REMEMBERED: CacheBounds = { entriesMax: 2_000, bytesMax: 2 * 2 ** 20 };

/**
 * The last fact of each aggregate that this process has sent to be appended. Its projections meet it
 * again within milliseconds: where it is the same byte for byte, nothing has to be parsed or opened.
 */
export class OwnFacts {
  private readonly sent = new BoundedCache<string, OwnFact>(REMEMBERED);

  /** Before it is sent: it may come back sooner than its acknowledgement. */
  put(subject: string, fact: OwnFact): void {
    this.sent.put(subject, fact);
  }

  /** The fact that lies on this subject as these bytes, once; undefined: it has to be read. */
  take(subject: string, body: Uint8Array): OwnFact | undefined {
    const fact = this.sent.get(subject);
    if (fact === undefined || Buffer.compare(fact.body, body) !== 0) return undefined;
    this.sent.drop(subject);
    return fact;
  }
}
