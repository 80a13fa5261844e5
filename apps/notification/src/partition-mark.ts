import { type Bus, append, headersOf } from '@liaison/bus';

/** Soon after the last change; what is not marked is looked up at the next take-over. */
const MARK_AFTER_MS = 500;
const TIMEOUT_MS = 5_000;

/**
 * How far each service of a partition is, in CKPT: a hint that spares the next owner looking through
 * the streams. An old one costs that look, and no more.
 */
export class PartitionMark<V> {
  readonly #changed = new Map<string, V>();
  readonly #stored: Promise<Readonly<Record<string, V>>>;
  #timer: NodeJS.Timeout | undefined;

  // oxlint-disable-next-line max-params -- whose mark it is
  constructor(
    private readonly bus: Pick<Bus, 'jsm' | 'requests' | 'subjects'>,
    private readonly projector: string,
    private readonly partition: number,
    private readonly mine: () => boolean,
  ) {
    // Where it cannot be read, everything is looked up.
    this.#stored = this.#read().catch(() => ({}));
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
    const subject = this.bus.subjects.checkpoint(this.projector, this.partition);
    const last = await this.bus.jsm.streams.getMessage('CKPT', { last_by_subj: subject });
    return last === null ? {} : last.json<Record<string, V>>();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    if (!this.mine()) return;
    const all = { ...(await this.#stored), ...Object.fromEntries(this.#changed) };
    const message = {
      subject: this.bus.subjects.checkpoint(this.projector, this.partition),
      body: Buffer.from(JSON.stringify(all)),
      headers: headersOf({}),
    };
    // Only a hint: the next change marks again.
    await append(this.bus.requests, message, TIMEOUT_MS).catch(() => undefined);
  }
}
