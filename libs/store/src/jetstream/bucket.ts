import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, type EngineAnswer, append, callEngine, expecting } from '@liaison/bus';
import { StoreAway } from '../errors.js';
import { answered } from './away.js';
import { type StoredMessage, readPage } from './page.js';

const TIMEOUT_MS = 5_000;
/** A server that is behind its leader is asked again this often, this far apart. */
const BEHIND_ATTEMPTS_MAX = 50;
const BEHIND_PAUSE_MS = 100;

/** The engine's answers that mean: there is no such message (any more). */
const NOT_THERE: ReadonlySet<number> = new Set([10_037, 10_043, 10_057]);

/** A key's value and the revision to expect when it is replaced. */
export interface Entry {
  readonly key: string;
  readonly revision: number;
  readonly value: Uint8Array;
}

/**
 * A key-value bucket of the engine, with what its usual clients lack: a write that names the
 * revision it replaces, and the destruction of a single version's stored bytes. All reads see what
 * was acknowledged before. Throws `StoreAway`.
 */
export class Bucket {
  private readonly stream: string;
  private readonly head: string;

  constructor(
    private readonly bus: Pick<Bus, 'requests' | 'jsm'>,
    private readonly name: string,
  ) {
    this.stream = `KV_${name}`;
    this.head = `$KV.${name}.`;
  }

  /** The newest version of a key; of a pattern (`key.*`), of the key written last. */
  async last(key: string): Promise<Entry | undefined> {
    const answer = await this.ask('STREAM.MSG.GET', { last_by_subj: this.head + key });
    const { message } = answer;
    if (message === undefined) return undefined;
    return {
      key: message.subject.slice(this.head.length),
      revision: message.seq,
      value: Buffer.from(message.data ?? '', 'base64'),
    };
  }

  /** The keys of a pattern that have a version, in no order. */
  async keys(pattern: string): Promise<string[]> {
    const keys = new Set<string>();
    for (let offset = 0, total = 1; offset < total;) {
      const wanted = { subjects_filter: this.head + pattern, offset };
      const { state, total: all = 0 } = await this.ask('STREAM.INFO', wanted);
      const page = Object.keys(state?.subjects ?? {});
      for (const subject of page) keys.add(subject.slice(this.head.length));
      if (page.length === 0) break;
      offset += page.length;
      total = all;
    }
    return [...keys];
  }

  /** Stores a value if the key's newest version is `expected` (0: there is none); its revision. */
  put(key: string, value: Uint8Array, expected: number): Promise<number | 'conflict'> {
    return answered(`bucket ${this.name}`, async () => {
      const headers = expecting(expected);
      const message = { subject: this.head + key, body: value, headers };
      const stored = await append(this.bus.requests, message, TIMEOUT_MS);
      return stored === 'conflict' ? stored : stored.sequence;
    });
  }

  /** Overwrites the stored bytes of one version and removes it; one that is gone is no error. */
  async destroy(revision: number): Promise<void> {
    await this.ask('STREAM.MSG.DELETE', { seq: revision });
  }

  /** Removes all versions of all keys of a pattern; their bytes stay in the engine's files. */
  async purge(pattern: string): Promise<void> {
    await this.ask('STREAM.PURGE', { filter: this.head + pattern });
  }

  /**
   * All versions of all keys of a pattern, oldest first. A key written meanwhile may come twice, the
   * newer version later. `first`: the revision to begin with.
   */
  async *scan(pattern: string, first = 1): AsyncIterable<Entry> {
    let from = first;
    let until = await this.lastRevision(pattern);
    for (let attempt = 0; from <= until; attempt++) {
      const page = await this.page(pattern, from);
      for (const message of page) yield this.entryOf(message);
      const end = page.at(-1)?.sequence;
      if (end !== undefined) {
        from = end + 1;
        attempt = 0;
        continue;
      }
      // Nothing where the leader has something: the server asked is behind, or it was removed.
      until = await this.lastRevision(pattern);
      if (from > until) return;
      if (attempt >= BEHIND_ATTEMPTS_MAX) throw new StoreAway(`${this.stream}: a server is behind`);
      await pause(BEHIND_PAUSE_MS);
    }
  }

  private async lastRevision(pattern: string): Promise<number> {
    return (await this.last(pattern))?.revision ?? 0;
  }

  private page(pattern: string, from: number): Promise<StoredMessage[]> {
    return answered(`bucket ${this.name}`, () =>
      readPage(this.bus, this.stream, this.head + pattern, from),
    );
  }

  private entryOf({ subject, sequence, data }: StoredMessage): Entry {
    return { key: subject.slice(this.head.length), revision: sequence, value: data };
  }

  /** One call to the stream's leader; an answer without a message where there is none. */
  private ask(call: string, body: object): Promise<EngineAnswer> {
    return answered(`bucket ${this.name}`, async () => {
      const answer = await callEngine(this.bus, `${call}.${this.stream}`, body);
      if (answer.error === undefined) return answer;
      if (NOT_THERE.has(answer.error.err_code ?? 0)) return {};
      throw new StoreAway(`bucket ${this.name}: ${answer.error.description ?? 'no answer'}`);
    });
  }
}
