import {
  BUS,
  type Bus,
  type OrderedReading,
  Waiters,
  pause,
  readInOrder,
  readToEnd,
} from '@liaison/bus';
import { erasedCopyId, parkedCopyId, readCopyHeaders } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';

const BUFFER_MESSAGES = 1_000;
const AGAIN_MS = 200;
/** How often what others have taken out of PARKED is forgotten. */
const SWEEP_MS = 600_000;

/** Where PARKED holds a copy: more than once, where storing it was tried again. */
export interface ParkedPlace {
  readonly sequences: readonly number[];
  readonly expiresMs: number;
}

/** Where PARKED holds copies, by service, and which were erased: read without the copies themselves. */
@Injectable()
export class ParkedPlaces implements OnModuleInit, OnApplicationShutdown {
  readonly #log = new Logger('parked');
  readonly #places = new Map<ServiceId, Map<string, ParkedPlace>>();
  readonly #erased = new Set<string>();
  readonly #stopping = new AbortController();
  readonly #waiters = new Waiters();
  #reached = 0;
  #reading: OrderedReading | undefined;
  #loop: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(BUS) private readonly bus: Bus) {}

  onModuleInit(): void {
    this.#loop = this.#follow();
    const failed = (error: unknown): void => this.#log.warn(`swept later: ${String(error)}`);
    this.#timer = setInterval(() => void this.sweep().catch(failed), SWEEP_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    this.#waiters.giveUp('this replica stops');
    await this.#reading?.close();
    await this.#loop;
  }

  /** Resolves once all that is stored now is known. Throws `NotReached`. */
  async current(): Promise<void> {
    const subject = this.bus.subjects.parkedServices();
    const last = await this.bus.jsm.streams.getMessage('PARKED', { last_by_subj: subject });
    if (last !== null && last.seq > this.#reached) await this.#waiters.wait(last.seq);
  }

  /** Some may be gone already, taken by another owner before. */
  of(service: ServiceId): ReadonlyMap<string, ParkedPlace> {
    return this.#places.get(service) ?? new Map<string, ParkedPlace>();
  }

  /** Destroyed with the user it was about: its id is all that is left, for good. */
  isErased(copy: string): boolean {
    return this.#erased.has(copy);
  }

  forget(service: ServiceId, copy: string): void {
    this.#places.get(service)?.delete(copy);
  }

  /**
   * Forgets what PARKED holds no more: only who owns a service hears what is taken out of it. Throws
   * what the bus does.
   */
  async sweep(): Promise<void> {
    const known = this.#reached;
    if (this.#places.size === 0) return;
    const there = new Set<number>();
    const filter = this.bus.subjects.parkedServices();
    const all = { stream: 'PARKED', filter, from: 1, headersOnly: true } as const;
    await readToEnd(this.bus, all, ({ seq }) => void there.add(seq));
    for (const [service, places] of this.#places) {
      for (const [copy, { sequences, expiresMs }] of places) {
        // What came after is not gone: it may not have been read.
        const left = sequences.filter((seq) => seq > known || there.has(seq));
        if (left.length === 0) places.delete(copy);
        else if (left.length < sequences.length) places.set(copy, { sequences: left, expiresMs });
      }
      if (places.size === 0) this.#places.delete(service);
    }
  }

  /** Never rejects. */
  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#read().catch((error: unknown) => this.#log.warn(`read again: ${String(error)}`));
      await pause(AGAIN_MS, signal);
    }
  }

  async #read(): Promise<void> {
    const reading = (this.#reading = await readInOrder(this.bus, {
      stream: 'PARKED',
      filter: this.bus.subjects.parkedServices(),
      from: this.#reached + 1,
      headersOnly: true,
      bufferMessages: BUFFER_MESSAGES,
    }));
    try {
      if (this.#stopping.signal.aborted) return;
      for await (const { subject, seq, headers } of reading.messages) {
        const copy = parkedCopyId(headers);
        const service = subject.split('.').at(-1) ?? '';
        const erased = erasedCopyId(headers);
        if (erased !== undefined) this.#erase(service, erased);
        if (copy !== undefined) this.#add(service, copy, seq, readCopyHeaders(headers).expiresMs);
        this.#reached = seq;
        this.#waiters.reached(seq);
      }
    } finally {
      await reading.close();
    }
  }

  /** Whoever erases it takes away what there is of it. */
  #erase(service: ServiceId, copy: string): void {
    this.#erased.add(copy);
    this.forget(service, copy);
  }

  // oxlint-disable-next-line max-params -- one message
  #add(service: ServiceId, copy: string, sequence: number, expiresMs: number): void {
    const places = this.#places.get(service) ?? new Map<string, ParkedPlace>();
    this.#places.set(service, places);
    const sequences = [...(places.get(copy)?.sequences ?? []), sequence];
    places.set(copy, { sequences, expiresMs });
  }
}
