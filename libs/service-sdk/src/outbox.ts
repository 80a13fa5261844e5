import { Away, OutboxFull } from './errors.js';

const EVENTS_MAX = 1_000;
const BYTES_MAX = 8 * 1024 * 1024;
/** Events on their way to the engine at once, of one line. */
const WINDOW = 64;
/** After one was not answered for, or the engine was busy. */
const REST_MS = 500;

/** Stores an event; rejects with `Away` where nobody knows whether it is stored. */
export type Publish = (subject: string, text: string) => Promise<void>;

interface Entry {
  readonly subject: string;
  readonly text: string;
  readonly bytes: number;
  readonly stored: () => void;
  readonly failed: (error: Error) => void;
  isUnderWay: boolean;
}

/**
 * Events that are not known to be stored, in the order they came: sent as soon as there is a line, and
 * again, under the same id, where a line was cut before the receipt. Bounded: who finds it full is told.
 */
export class Outbox {
  private readonly entries = new Set<Entry>();
  private readonly eventsMax: number;
  private readonly bytesMax: number;
  private bytes = 0;
  private publish: Publish | undefined;
  private resting: NodeJS.Timeout | undefined;
  private whenEmpty: (() => void) | undefined;

  constructor({ eventsMax = EVENTS_MAX, bytesMax = BYTES_MAX } = {}) {
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
  }

  /** Resolves when it is stored; rejects with `OutboxFull`, or what the engine says against it. */
  add(subject: string, text: string): Promise<void> {
    const bytes = Buffer.byteLength(text);
    if (this.entries.size >= this.eventsMax || this.bytes + bytes > this.bytesMax) {
      return Promise.reject(new OutboxFull(this.entries.size, this.bytes));
    }
    return new Promise((stored, failed) => {
      this.entries.add({ subject, text, bytes, stored, failed, isUnderWay: false });
      this.bytes += bytes;
      this.send();
    });
  }

  /** From now on by this line: what the one before left open first. */
  attach(publish: Publish): void {
    this.publish = publish;
    this.send();
  }

  detach(): void {
    this.publish = undefined;
  }

  /** Resolves once nothing waits, or after so long. */
  async empty(patienceMs: number): Promise<void> {
    if (this.entries.size === 0) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, patienceMs);
      this.whenEmpty = () => {
        clearTimeout(patience);
        resolve();
      };
    });
  }

  /** Takes no more, and gives up what waits. */
  end(error: Error): void {
    this.detach();
    clearTimeout(this.resting);
    for (const entry of this.entries) this.leave(entry, () => entry.failed(error));
  }

  private send(): void {
    const { publish } = this;
    if (publish === undefined || this.resting !== undefined) return;
    let place = 0;
    for (const entry of this.entries) {
      if (++place > WINDOW) return;
      if (!entry.isUnderWay) void this.one(entry, publish);
    }
  }

  private async one(entry: Entry, publish: Publish): Promise<void> {
    entry.isUnderWay = true;
    try {
      await publish(entry.subject, entry.text);
      this.leave(entry, entry.stored);
    } catch (error) {
      if (!(error instanceof Away)) {
        this.leave(entry, () => entry.failed(error as Error));
        return;
      }
      entry.isUnderWay = false;
      this.rest();
    }
  }

  private rest(): void {
    this.resting ??= setTimeout(() => {
      this.resting = undefined;
      this.send();
    }, REST_MS);
  }

  private leave(entry: Entry, say: () => void): void {
    if (!this.entries.delete(entry)) return;
    this.bytes -= entry.bytes;
    say();
    this.send();
    if (this.entries.size === 0) this.whenEmpty?.();
  }
}
