import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, type OrderedReading, Waiters, readInOrder } from '@liaison/bus';
import type { Fact } from '@liaison/contracts';
import { Logger } from '@nestjs/common';

const BUFFER_MESSAGES = 256;
const AGAIN_MS = 200;

/** What is followed: a stream's facts on a filter, all of them or the last of each subject first. */
export interface Followed {
  readonly stream: string;
  readonly filter: string;
  readonly from: 'first' | 'last';
  /** Throwing stops the reading for good: facts are never skipped. */
  take(fact: Fact): void;
}

/** Reads facts in order into memory, from the start to the present and on, whatever the engine does. */
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
    private readonly followed: Followed,
  ) {}

  /** Why it was stopped for good, if it was. */
  get fault(): string | undefined {
    return this.#fault;
  }

  start(): void {
    this.#loop = this.#follow();
  }

  /** Resolves once all that is stored now has been taken. Throws `NotReached` after 5 s. */
  async current(): Promise<void> {
    const { stream, filter: subject } = this.followed;
    const last = await this.bus.jsm.streams.getMessage(stream, { last_by_subj: subject });
    if (last !== null && last.seq > this.#reached) await this.#waiters.wait(last.seq);
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
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
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
      for await (const message of reading.messages) {
        if (this.#stopping.signal.aborted || !this.#took(message.json<Fact>())) break;
        this.#reached = message.seq;
        this.#waiters.reached(message.seq);
      }
    } finally {
      await reading.close();
    }
  }

  #took(fact: Fact): boolean {
    try {
      this.followed.take(fact);
      return true;
    } catch (error) {
      this.#fault = `fact ${fact.id} of ${fact.subject} cannot be read: ${String(error)}`;
      this.#log.error(this.#fault);
      this.#waiters.giveUp(this.#fault);
      return false;
    }
  }
}
