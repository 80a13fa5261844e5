import {
  type Bus,
  type FactStore,
  type OrderedReading,
  append,
  headersOf,
  pause,
  readInOrder,
  serviceDurable,
} from '@liaison/bus';
import { deliveryCodec } from '@liaison/contracts';
import { parkNotification } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import { type GivenUp, advisoriesOf, givenUp } from './advisory.js';

const BUFFER_MESSAGES = 64;
const AGAIN_MS = 1_000;
const APPEND_TIMEOUT_MS = 5_000;
const COMMAND = /^park:(\d+)$/;

/**
 * Parks what one service was handed too often, or will not take: the engine tells us in DELIVERY. The
 * last fact's command says which advisory was the last one dealt with.
 */
export class ParkingLoop {
  readonly #log = new Logger('parking');
  readonly #stopping = new AbortController();
  #reading: OrderedReading | undefined;
  #running: Promise<void> | undefined;

  constructor(
    private readonly parts: { readonly bus: Bus; readonly facts: FactStore },
    private readonly service: string,
    private readonly mine: () => boolean,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#reading?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#read();
      } catch (error) {
        this.#log.warn(`what ${this.service} gave up is not parked yet: ${String(error)}`);
      }
      await pause(AGAIN_MS, signal);
    }
  }

  async #read(): Promise<void> {
    const { bus } = this.parts;
    const after = await this.#dealtWith();
    this.#reading = await readInOrder(bus, {
      stream: 'DELIVERY',
      filter: advisoriesOf(serviceDurable(this.service)),
      from: after + 1,
      bufferMessages: BUFFER_MESSAGES,
    });
    try {
      if (this.#stopping.signal.aborted) return;
      for await (const message of this.#reading.messages) {
        const given = givenUp(message.subject, message.string());
        if (given !== undefined) await this.#park(message.seq, given);
      }
    } finally {
      await this.#reading.close();
    }
  }

  async #dealtWith(): Promise<number> {
    const last = await this.parts.facts.lastShut(this.#aggregate, 'leader');
    return Number(COMMAND.exec(last?.command ?? '')?.[1] ?? 0);
  }

  async #park(advisory: number, { sequence, code, attempts }: GivenUp): Promise<void> {
    const { bus, facts } = this.parts;
    // A copy whose retention is over is nobody's any more.
    const message = await bus.jsm.streams.getMessage('EVENTS_OUT', { seq: sequence });
    const copy = message?.header.get('Nats-Msg-Id');
    if (copy === undefined || copy === '') return;
    if (!this.mine()) throw new Error('another replica parks for it');
    const outcome = await facts.execute(
      deliveryCodec,
      this.#aggregate,
      { command: `park:${advisory}`, actor: 'app/notification', correlation: copy },
      ({ state }) => parkNotification(state, { copy, code, attempts }, 'pending'),
    );
    if ('unknown' in outcome) throw new Error(`it is not known whether ${copy} is parked`);
    if ('refused' in outcome) throw new Error(`${copy} is not parked: ${outcome.refused.code}`);
    await this.#tell(copy, { sequence, code, attempts });
  }

  async #tell(copy: string, given: GivenUp): Promise<void> {
    const body = { copy, code: given.code, attempts: given.attempts, stream: 'EVENTS_OUT' };
    const message = {
      subject: this.parts.bus.subjects.parkedService(this.service),
      body: Buffer.from(JSON.stringify({ ...body, sequence: given.sequence })),
      headers: headersOf({ 'Nats-Msg-Id': `parked:${copy}` }),
    };
    await append(this.parts.bus.requests, message, APPEND_TIMEOUT_MS);
  }

  get #aggregate() {
    return { kind: 'delivery', service: this.service } as const;
  }
}
