import { setTimeout as pause } from 'node:timers/promises';
import { type Bus, type OrderedReading, Waiters, readInOrder } from '@liaison/bus';
import { type AggregateName, BadFact, type Fact, parseFact } from '@liaison/contracts';
import { Logger } from '@nestjs/common';

const BUFFER_MESSAGES = 1_000;
const AGAIN_MS = 500;

/** What to follow: the facts of a stream under one filter, from the last one of each subject. */
export interface Followed {
  readonly stream: string;
  readonly filter: string;
  /** Takes a fact; where it throws, nothing after it is taken. */
  fold(aggregate: AggregateName, fact: Fact): void;
}

/** Folds facts for as long as it runs, and says how far it has come. */
export class Following {
  readonly #log = new Logger('following');
  readonly #waiters = new Waiters();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #reading: OrderedReading | undefined;
  #reached = 0;
  #fault: string | undefined;

  constructor(
    private readonly bus: Bus,
    readonly followed: Followed,
  ) {}

  /** Sequence of the last fact folded. */
  get reached(): number {
    return this.#reached;
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#fault;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when this fact is folded; throws `NotReached`. */
  until(sequence: number): Promise<void> {
    return sequence <= this.#reached ? Promise.resolve() : this.#waiters.wait(sequence);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading?.close();
    this.#waiters.giveUp('stopping');
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#read();
      } catch (error) {
        this.#fault = `${this.followed.filter} cannot be followed: ${String(error)}`;
        this.#log.error(this.#fault);
      }
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #read(): Promise<void> {
    const { stream, filter } = this.followed;
    const from = this.#reached === 0 ? 'last' : this.#reached + 1;
    const reading = await readInOrder(this.bus, {
      stream,
      filter,
      from,
      bufferMessages: BUFFER_MESSAGES,
    });
    this.#reading = reading;
    try {
      if (this.#stopping.signal.aborted) return;
      for await (const { subject, seq, data } of reading.messages) {
        this.#take(subject, data);
        this.#reached = seq;
        this.#fault = undefined;
        this.#waiters.reached(seq);
      }
    } finally {
      await reading.close();
    }
  }

  #take(subject: string, data: Uint8Array): void {
    const aggregate = this.bus.subjects.parseFact(subject);
    if (aggregate === undefined) throw new BadFact(`${subject} is no subject of a fact`);
    const body = Buffer.from(data.buffer, data.byteOffset, data.length).toString('utf8');
    this.followed.fold(aggregate, parseFact(body, this.bus.subjects.factName(aggregate)));
  }
}
