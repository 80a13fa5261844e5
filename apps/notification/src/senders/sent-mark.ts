import { type Bus, append, headersOf } from '@liaison/bus';

const PROJECTOR = 'copies';
/** Soon after the last batch; what is not marked is looked up at the next take-over. */
const MARK_AFTER_MS = 500;
const TIMEOUT_MS = 5_000;

/**
 * Up to which match of each sender of a partition all copies are out. A hint that spares the next
 * owner looking through the streams: an old one costs that look, and no more.
 */
export class SentMark {
  readonly #sent = new Map<string, number>();
  readonly #stored: Promise<Readonly<Record<string, number>>>;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Pick<Bus, 'jsm' | 'requests' | 'subjects'>,
    private readonly partition: number,
    private readonly mine: () => boolean,
  ) {
    // Where it cannot be read, everything is looked up.
    this.#stored = this.#read().catch(() => ({}));
  }

  /** Whether all copies up to this match are known to be out. */
  async isOut(sender: string, lastSequence: number): Promise<boolean> {
    const stored = await this.#stored;
    return (this.#sent.get(sender) ?? stored[sender]) === lastSequence;
  }

  out(sender: string, lastSequence: number): void {
    this.#sent.set(sender, lastSequence);
    this.#timer ??= setTimeout(() => void this.#write(), MARK_AFTER_MS);
  }

  /** Stores what is not stored yet; never throws. */
  async close(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    await this.#write();
  }

  async #read(): Promise<Readonly<Record<string, number>>> {
    const subject = this.bus.subjects.checkpoint(PROJECTOR, this.partition);
    const last = await this.bus.jsm.streams.getMessage('CKPT', { last_by_subj: subject });
    return last === null ? {} : last.json<Record<string, number>>();
  }

  async #write(): Promise<void> {
    this.#timer = undefined;
    if (!this.mine()) return;
    const all = { ...(await this.#stored), ...Object.fromEntries(this.#sent) };
    const message = {
      subject: this.bus.subjects.checkpoint(PROJECTOR, this.partition),
      body: Buffer.from(JSON.stringify(all)),
      headers: headersOf({}),
    };
    // Only a hint: the next batch marks again.
    await append(this.bus.requests, message, TIMEOUT_MS).catch(() => undefined);
  }
}
