import { crashPoint } from '@liaison/contracts';
import type { Logger } from '@nestjs/common';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { BusAway, Fenced } from '../errors.js';
import { type OrderedReading, readInOrder } from '../ordered/ordered.js';
import type { KeyRing, PartitionProjection, ProjectionFactory } from '../ports.js';
import { Checkpoint, checkpointAhead } from './checkpoint.js';
import { FACTS, LOG_START, type LogPlace, logEnd, logHas } from './fact-log.js';
import { Folding } from './folding.js';
import { KeysAhead } from './keys-ahead.js';
import type { Parking } from './parking.js';
import { unbroken } from './reasons.js';

/**
 * Facts asked for at once, by all partitions together and by one: what is under way to us stands in
 * front of every answer of the engine, those to renewals of the lease included.
 */
const BUFFER_FACTS_ALL = 4_096;
const BUFFER_FACTS_MIN = 64;
const BUFFER_FACTS_MAX = 1_000;
const NS_PER_MS = 1_000_000;

/** What all partitions of a projector share. */
export interface ProjectorParts {
  readonly name: string;
  /** Where the checkpoint of a partition lies. */
  readonly checkpoint: (partition: number) => string;
  readonly bus: Bus;
  readonly keys: KeyRing;
  readonly filter: (partition: number) => string;
  readonly factory: ProjectionFactory;
  readonly parking: Parking;
  readonly log: Logger;
  /** Whether the lease that the partition was gained under holds. */
  readonly leased: () => boolean;
  /** Counts what befalls partitions, and tells what lasts. */
  readonly events: { tookOver(): void; fenced(): void; notStored(why: string): void };
}

/** What a tenure tells who started it. */
export type TenureEvents = { advanced(sequence: number): void; live(): void };

/**
 * One load of a partition: its projection from the claim of the checkpoint to `drop`. Facts are
 * folded one after the other; what was folded is never folded again, so a repeated delivery is
 * nothing.
 */
export class Tenure {
  private readonly projection: PartitionProjection;
  private readonly folding: Folding;
  private checkpoint: Checkpoint | undefined;
  private place: LogPlace = LOG_START;
  private from: number | 'last' = 0;
  private takeover = 0;
  private state: 'loading' | 'folding' | 'live' | 'closing' | 'dropped' = 'loading';
  private loaded = false;
  private failure: Error | undefined;
  private reading: OrderedReading | undefined;
  private calling: Promise<unknown> | undefined;
  private flushing: Promise<void> | undefined;

  constructor(
    private readonly parts: ProjectorParts,
    private readonly partition: number,
    private readonly owner: string,
    private readonly events: TenureEvents,
  ) {
    this.projection = parts.factory(partition, {
      partition,
      owner,
      stillMine: () => this.mine(),
      fenced: () => this.fail(new Fenced(`another owner has written to partition ${partition}`)),
    });
    this.folding = new Folding(parts, partition, this.projection, {
      open: () => this.folds(),
      busy: () => this.calling,
    });
  }

  /** Whether it may be gone on with after an error that was none of its own. */
  get sound(): boolean {
    return this.loaded && this.failure === undefined && this.state !== 'dropped';
  }

  /** Sequence of the last fact folded or parked. */
  get position(): number {
    return this.place.sequence;
  }

  /**
   * Claims the checkpoint, before anything is read that a former owner could still write; then finds
   * the end of the log, the take-over's live position, and loads the projection.
   */
  async load(): Promise<void> {
    const { bus, checkpoint } = this.parts;
    const subject = checkpoint(this.partition);
    this.checkpoint = await Checkpoint.claim({ bus, subject, owner: this.owner });
    if (this.checkpoint.tookOver) this.parts.events.tookOver();
    this.takeover = await this.logEnd();
    this.from = await this.projection.load(this.checkpoint.sequence, this.checkpoint.rows);
    if (this.from !== 'last') this.place = { sequence: this.from, recordedMs: 0 };
    if (this.position > this.takeover) throw checkpointAhead(subject, this.position);
    this.loaded = true;
    if (this.state === 'loading') this.state = 'folding';
  }

  /**
   * Folds facts from where it stands until `release` or `drop`. Throws what stopped it; called again,
   * it goes on with the fact it stopped at. `opened`: facts arrive.
   */
  async fold(opened: () => void): Promise<void> {
    this.goLive();
    this.checkEnd();
    this.reading = await this.read();
    try {
      if (this.folds()) opened();
      if (this.folds()) await this.foldAll(this.reading);
    } finally {
      await this.reading.close();
    }
    this.checkEnd();
  }

  /** Stores what the projection has to store, and the checkpoint after it. Throws `Fenced`. */
  async flush(): Promise<void> {
    if (!this.loaded || !this.mine()) return;
    this.flushing ??= this.flushed().finally(() => (this.flushing = undefined));
    await this.flushing;
  }

  /** Folds nothing more, stores what was folded, lets go. Throws what `flush` throws. */
  async release(): Promise<void> {
    if (this.state !== 'dropped') this.state = 'closing';
    this.reading?.messages.stop();
    try {
      await this.flushing?.catch(() => undefined);
      await this.flush();
    } finally {
      this.drop();
      await this.reading?.close();
    }
  }

  /**
   * Fails where the log has lost what was folded, or the checkpoint is somebody else's, as after its
   * rows were replaced; answers the log's end.
   */
  async verify(): Promise<number> {
    const { bus, checkpoint } = this.parts;
    // Where nothing is folded nothing is stored, which would tell.
    await this.checkpoint?.check().catch((error: unknown) => {
      if (error instanceof Fenced) this.fail(error);
      throw error;
    });
    const place = this.place;
    const end = await this.logEnd();
    const has = end >= place.sequence && (await logHas(bus, place));
    if (has || !this.sound) return end;
    const error = checkpointAhead(checkpoint(this.partition), place.sequence);
    this.fail(error);
    throw error;
  }

  /** No output after this. */
  drop(): void {
    if (this.state === 'dropped') return;
    this.state = 'dropped';
    this.reading?.messages.stop();
    this.projection.drop();
  }

  /** Ends the reading with an error; nothing is written any more. */
  fail(error: Error): void {
    this.failure ??= error;
    this.reading?.messages.stop();
  }

  private mine(): boolean {
    return this.state !== 'dropped' && this.failure === undefined && this.parts.leased();
  }

  private read(): Promise<OrderedReading> {
    const after = this.position === 0 ? this.from : this.position;
    const from = after === 'last' ? after : after + 1;
    return readInOrder(this.parts.bus, {
      stream: FACTS,
      filter: this.parts.filter(this.partition),
      from,
      bufferMessages: bufferOf(this.parts.bus.subjects.partitions),
    });
  }

  private async foldAll(reading: OrderedReading): Promise<void> {
    const facts = new KeysAhead(reading.messages, this.parts, () => this.state === 'folding');
    for await (const message of facts) {
      if (!this.folds()) break;
      if (message.seq <= this.position) continue;
      const taken = this.folding.take(message);
      if (taken === true || (await taken)) this.advance(message);
    }
  }

  /** Throws why no facts arrive, unless they are not wanted any more. */
  private checkEnd(): void {
    if (this.failure !== undefined) throw this.failure;
    if (this.state === 'closing' || this.state === 'dropped') return;
    if (!this.parts.leased()) throw new BusAway('the lease has run out');
  }

  private folds(): boolean {
    return (this.state === 'folding' || this.state === 'live') && this.mine();
  }

  private logEnd(): Promise<number> {
    return logEnd(this.parts.bus, this.parts.filter(this.partition));
  }

  private advance(message: JsMsg): void {
    const { timestampNanos } = message.info;
    this.place = { sequence: message.seq, recordedMs: Math.floor(timestampNanos / NS_PER_MS) };
    this.events.advanced(message.seq);
    if (this.state === 'folding') this.goLive();
  }

  private goLive(): void {
    if (this.state !== 'folding' || this.position < this.takeover || !this.mine()) return;
    this.state = 'live';
    unbroken(() => this.projection.live());
    this.events.live();
  }

  private async flushed(): Promise<void> {
    const seen = this.place;
    const call = this.projection.flush();
    if (this.projection.foldsDuringFlush !== true) {
      this.calling = call.catch(() => undefined).finally(() => (this.calling = undefined));
    }
    const stored = await call;
    if (stored === undefined || !this.mine()) return;
    if (stored !== this.checkpoint?.sequence) crashPoint('after-save');
    await this.checkpoint?.store(stored, seen);
  }
}

function bufferOf(partitions: number): number {
  const share = Math.floor(BUFFER_FACTS_ALL / partitions);
  return Math.min(BUFFER_FACTS_MAX, Math.max(BUFFER_FACTS_MIN, share));
}
