import { type AggregateName, BadFact, type Fact, parseFact } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { type OrderedReading, readInOrder } from '../ordered/ordered.js';
import { pause } from '../pause.js';
import { Waiters } from './waiters.js';

const BUFFER_MESSAGES = 1_000;
const AGAIN_MS = 200;

/** What is followed: facts of a stream that lie open, all of them or the last of each subject first. */
export interface Followed {
  readonly stream: string;
  /** One filter: two or more read twenty times slower. */
  readonly filter: string;
  readonly from: 'first' | 'last';
  /** Throwing stops the reading for good: facts are never skipped. */
  fold(aggregate: AggregateName, fact: Fact, sequence: number): void;
}

/**
 * Folds facts into memory, from the start to the present and on, whatever the engine does: for folds
 * that every replica keeps whole, without rows, partitions or effects.
 */
export class Following {
  readonly #log = new Logger('following');
  readonly #waiters = new Waiters();
  readonly #stopping = new AbortController();
  #reached = 0;
  #fault: string | undefined;
  #reading: OrderedReading | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    readonly followed: Followed,
  ) {}

  /** Sequence of the last fact folded. */
  get reached(): number {
    return this.#reached;
  }

  /** For readiness: why it was stopped for good, if it was. */
  get fault(): string | undefined {
    return this.#fault;
  }

  start(): void {
    this.#loop = this.#follow();
  }

  /** Resolves when this fact is folded; throws `NotReached` after 5 s, or where it never will be. */
  async until(sequence: number): Promise<void> {
    if (sequence > this.#reached) await this.#waiters.wait(sequence);
  }

  /** Resolves once all that is stored now is folded. Throws as `until` does. */
  async current(): Promise<void> {
    const { stream, filter: subject } = this.followed;
    const last = await this.bus.jsm.streams.getMessage(stream, { last_by_subj: subject });
    if (last !== null) await this.until(last.seq);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiters.giveUp('this replica stops');
    await this.#reading?.close();
    await this.#loop;
  }

  /** Never rejects. */
  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#fault === undefined) {
      await this.#read().catch((error: unknown) => this.#log.warn(`read again: ${String(error)}`));
      await pause(AGAIN_MS, signal);
    }
  }

  async #read(): Promise<void> {
    const { stream, filter, from } = this.followed;
    const reading = await readInOrder(this.bus, {
      stream,
      filter,
      from: this.#reached === 0 && from === 'last' ? 'last' : this.#reached + 1,
      bufferMessages: BUFFER_MESSAGES,
    });
    this.#reading = reading;
    try {
      for await (const { subject, seq, data } of reading.messages) {
        if (this.#stopping.signal.aborted || !this.#folded(subject, seq, data)) break;
        this.#reached = seq;
        this.#waiters.reached(seq);
      }
    } finally {
      await reading.close();
    }
  }

  #folded(subject: string, sequence: number, data: Uint8Array): boolean {
    try {
      const aggregate = this.bus.subjects.parseFact(subject);
      if (aggregate === undefined) throw new BadFact(`${subject} is no subject of a fact`);
      const body = Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8');
      const fact = parseFact(body, this.bus.subjects.factName(aggregate));
      this.followed.fold(aggregate, fact, sequence);
      return true;
    } catch (error) {
      this.#fault = `fact ${sequence} of ${subject} cannot be read: ${String(error)}`;
      this.#log.error(this.#fault);
      this.#waiters.giveUp(this.#fault);
      return false;
    }
  }
}
