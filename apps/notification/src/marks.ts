import { type Bus, append, headersOf } from '@liaison/bus';
import type { Counter, Meter } from '@liaison/contracts';
import { Logger } from '@nestjs/common';

/** Soon after the last change; what is not marked is looked up at the next take-over. */
const MARK_AFTER_MS = 500;
const TIMEOUT_MS = 5_000;

/** Counts, of either kind of marks. */
export const marksMissed = (meter: Meter): Counter =>
  meter.counter(
    'liaison_marks_missed_total',
    'Times it could not be read or stored in CKPT how far a service is: the next owner looks it up',
    ['mark'],
  );

/** Whose marks they are, and where they lie. */
export interface MarkParts {
  readonly bus: Pick<Bus, 'jsm' | 'requests'>;
  /** Of CKPT. */
  readonly subject: string;
  /** Counts marks that could not be read or stored. */
  readonly failures: Counter;
  readonly mine: () => boolean;
}

/**
 * How far services are, in one message of CKPT: a hint that spares the next owner looking through the
 * streams. An old one costs that look, and no more.
 */
export class Marks<V> {
  readonly #log = new Logger('marks');
  readonly #changed = new Map<string, V>();
  readonly #stored: Promise<Readonly<Record<string, V>>>;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: MarkParts) {
    // Where it cannot be read, everything is looked up.
    this.#stored = this.#read().catch((error: unknown) => {
      this.#failed('read', error);
      return {};
    });
  }

  async get(service: string): Promise<V | undefined> {
    const stored = await this.#stored;
    return this.#changed.get(service) ?? stored[service];
  }

  set(service: string, value: V): void {
    this.#changed.set(service, value);
    this.#timer ??= setTimeout(() => void this.#write(), MARK_AFTER_MS);
  }

  /** Stores what is not stored yet; never throws. */
  async close(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    await this.#write();
  }

  async #read(): Promise<Readonly<Record<string, V>>> {
    const { bus, subject } = this.parts;
    const last = await bus.jsm.streams.getMessage('CKPT', { last_by_subj: subject });
    return last === null ? {} : last.json<Record<string, V>>();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    const { bus, subject, mine } = this.parts;
    if (!mine()) return;
    const all = { ...(await this.#stored), ...Object.fromEntries(this.#changed) };
    const message = { subject, body: Buffer.from(JSON.stringify(all)), headers: headersOf({}) };
    try {
      await append(bus.requests, message, TIMEOUT_MS);
    } catch (error) {
      // Only a hint: the next change marks again.
      this.#failed('stored', error);
    }
  }

  #failed(what: 'read' | 'stored', error: unknown): void {
    this.parts.failures.add({ mark: what });
    this.#log.warn(`${this.parts.subject} of CKPT is not ${what}: ${String(error)}`);
  }
}
