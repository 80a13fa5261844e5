import { type Bus, type OrderedReading, readInOrder } from '@liaison/bus';
import { type TakenEvent, takenEvent } from './taken-event.js';

/** Held in memory at most, of 256 KiB each at most; the client holds as many again. */
const WAITING_MAX = 256;

/** A sender's events in the order the engine took them. */
export class Arrivals {
  readonly waiting: TakenEvent[] = [];
  #reading: OrderedReading | undefined;
  #ended = false;
  #failure: unknown;
  #arrived: (() => void) | undefined;
  #room: (() => void) | undefined;
  #pumping: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly sender: string,
  ) {}

  async start(from: number): Promise<void> {
    const filter = this.bus.subjects.eventsInOf(this.sender);
    this.#reading = await readInOrder(this.bus, {
      stream: 'EVENTS_IN',
      filter,
      from,
      bufferMessages: WAITING_MAX,
    });
    if (this.#ended) await this.#reading.close();
    this.#pumping = this.#pump(this.#reading);
  }

  /** Resolves true once an event waits, false once no more will come; throws what the reading does. */
  async some(): Promise<boolean> {
    this.#room?.();
    while (this.waiting.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
    if (this.#failure !== undefined) throw this.#failure;
    return !this.#ended;
  }

  /** Ends the reading; never throws. */
  async close(): Promise<void> {
    this.#end();
    await this.#reading?.close();
    await this.#pumping;
  }

  async #pump({ messages }: OrderedReading): Promise<void> {
    try {
      for await (const message of messages) {
        if (this.#ended) return;
        const { type } = this.bus.subjects.parseEventIn(message.subject) ?? { type: '' };
        this.waiting.push(takenEvent(message, type, this.bus.times));
        this.#arrived?.();
        if (this.waiting.length < WAITING_MAX) continue;
        await new Promise<void>((resolve) => (this.#room = resolve));
      }
      if (!this.#ended) this.#failure = new Error(`the reading of ${this.sender}'s events ended`);
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#ended = true;
    this.#arrived?.();
    this.#room?.();
  }
}
