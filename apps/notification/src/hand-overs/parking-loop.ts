import {
  type Bus,
  type OrderedReading,
  type ReadMessage,
  acknowledgedPlace,
  acknowledgementsOf,
  readInOrder,
  readToEnd,
  serviceDurable,
} from '@liaison/bus';
import { IN_FLIGHT_MAX, type ParkingCode } from '@liaison/domain';
import type { Marks } from '../marks.js';
import { NotMine, OwnedWork } from '../owned-work.js';
import { advisoriesOf, readAdvisory } from './advisory.js';
import type { CopyEndings } from './copy-endings.js';

const BUFFER_MESSAGES = 64;
const AGAIN_MS = 1_000;
/** A copy sent back so often is parked. */
const SENT_BACK_MAX = 10;
/**
 * Copies of one service whose sendings back are counted, as many as may be on their way in turn; the
 * oldest are forgotten.
 */
const COUNTED_MAX = IN_FLIGHT_MAX;

/** Up to which advisory a service's are dealt with, and how often what still waits was sent back. */
export interface ParkingMark {
  readonly upTo: number;
  readonly sentBack: readonly (readonly [sequence: number, times: number])[];
}

interface Parts {
  readonly bus: Bus;
  readonly endings: CopyEndings;
  /** Of one service: what is counted of it may fill a message. */
  readonly marks: Marks<ParkingMark>;
}

/**
 * Parks what one service was handed too often, sent back too often, or will not take: the engine tells
 * us in DELIVERY. A copy that is parked is no more where the advisory says: to read one twice does nothing.
 */
export class ParkingLoop {
  readonly #work: OwnedWork;
  #sentBack = new Map<number, number>();
  #reading: OrderedReading | undefined;

  constructor(
    private readonly parts: Parts,
    private readonly service: string,
    private readonly mine: () => boolean,
  ) {
    this.#work = new OwnedWork('parking', {
      undone: `what ${service} gave up is not parked yet`,
      againMs: AGAIN_MS,
      turn: () => this.#read(),
    });
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    return this.#work.fault;
  }

  start(): void {
    this.#work.start();
  }

  stop(): Promise<void> {
    return this.#work.stop(() => this.#reading?.close());
  }

  async #read(): Promise<number> {
    const { bus, marks } = this.parts;
    const { upTo = 0, sentBack = [] } = (await marks.get(this.service)) ?? {};
    this.#sentBack = new Map(sentBack);
    this.#reading = await readInOrder(bus, {
      stream: 'DELIVERY',
      filter: advisoriesOf(serviceDurable(this.service)),
      from: upTo + 1,
      bufferMessages: BUFFER_MESSAGES,
    });
    try {
      if (this.#work.isStopping) return 0;
      this.#work.isWell();
      for await (const message of this.#reading.messages) {
        await this.#take(message);
        marks.set(this.service, { upTo: message.seq, sentBack: [...this.#sentBack] });
      }
    } finally {
      await this.#reading.close();
    }
    return AGAIN_MS;
  }

  async #take(message: ReadMessage): Promise<void> {
    const advisory = readAdvisory(message.subject, message.string());
    if (advisory === undefined) return;
    const { sequence, told, attempts } = advisory;
    if (told !== 'sent-back') return this.#park(sequence, told, attempts);
    const times = (this.#sentBack.get(sequence) ?? 0) + 1;
    this.#count(sequence, times);
    if (times < SENT_BACK_MAX) return;
    // It comes again at once: it may be acknowledged by now.
    const isOver = await this.#isAcknowledged(sequence, message.seq);
    if (isOver) await this.parts.endings.leave(this.service, sequence);
    else await this.#park(sequence, 'exhausted', attempts);
  }

  #count(sequence: number, times: number): void {
    this.#sentBack.delete(sequence);
    this.#sentBack.set(sequence, times);
    const [oldest] = this.#sentBack.keys();
    if (this.#sentBack.size > COUNTED_MAX && oldest !== undefined) this.#sentBack.delete(oldest);
  }

  async #park(sequence: number, code: ParkingCode, attempts: number): Promise<void> {
    const { endings } = this.parts;
    this.#sentBack.delete(sequence);
    // What has expired, or is parked already, is gone.
    const placed = await endings.at(sequence);
    if (placed === undefined) return;
    await endings.park(this.service, placed, { code, attempts }, () => this.#stillMine());
  }

  /** After a place in DELIVERY. */
  async #isAcknowledged(sequence: number, after: number): Promise<boolean> {
    const filter = acknowledgementsOf(this.service);
    let isIt = false;
    await readToEnd(this.parts.bus, { stream: 'DELIVERY', filter, from: after + 1 }, (message) => {
      isIt ||= acknowledgedPlace(message.string()) === sequence;
      return isIt;
    });
    return isIt;
  }

  #stillMine(): void {
    if (!this.mine()) throw new NotMine(`another replica parks for ${this.service}`);
  }
}
