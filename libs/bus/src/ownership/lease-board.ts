import type { JsonObject } from '@liaison/contracts';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { type OrderedReading, readInOrder } from '../ordered/ordered.js';
import { pause } from '../pause.js';
import { type Leftover, LeaseEnds, stampMs } from './lease-ends.js';
import { LEASES, leaseBody, removeLease } from './lease-message.js';

/** How often all is read again, whatever happens: nothing missed stays missed. */
const SWEEP_MS = 30_000;
/** A reading that is not through by then is begun again. */
const READING_MS_MAX = 2_000;
const RETRY_PAUSE_MS = 200;
const BUFFER_MESSAGES = 500;

/** Somebody who holds a lease. */
export interface Member {
  readonly id: string;
  /** Another one under the same id is somebody else: told as left and joined. */
  readonly incarnation: string;
  readonly about: JsonObject;
}

/**
 * Who is alive, by their leases. A member goes when the engine says that its lease is over, never
 * because we lost our own connection: then the board is not `current`, keeps what it knew, and
 * reads all again once connected.
 */
export class LeaseBoard {
  private readonly live = new Map<string, Member>();
  private readonly ends = new LeaseEnds();
  private readonly joinedListeners: ((member: Member) => void)[] = [];
  private readonly leftListeners: ((member: Member) => void)[] = [];
  private readonly readListeners: (() => void)[] = [];
  private readonly stopping = new AbortController();
  private complete = false;
  private turn = 0;
  private reading: OrderedReading | undefined;
  private sweep: NodeJS.Timeout | undefined;

  /** `filter`: `subjects.replicaLeases(app)` or `subjects.gatewayLeases()`. */
  constructor(
    private readonly bus: Pick<Bus, 'js' | 'requests' | 'subjects' | 'connected' | 'onChange'>,
    private readonly filter: string,
  ) {}

  /** Resolves when all leases have been read once; while we are cut off, with `current` false. */
  async start(): Promise<void> {
    this.bus.onChange((connected) => {
      this.complete = false;
      if (connected) void this.refresh();
    });
    this.sweep = setInterval(() => void this.refresh(), SWEEP_MS);
    await this.refresh();
  }

  /** By id. */
  members(): ReadonlyMap<string, Member> {
    return this.live;
  }

  /** Whether what it says is what the engine says: connected, and read since. */
  get current(): boolean {
    return this.complete;
  }

  onJoined(listener: (member: Member) => void): void {
    this.joinedListeners.push(listener);
  }

  onLeft(listener: (member: Member) => void): void {
    this.leftListeners.push(listener);
  }

  /** Told after every complete reading, also where nothing has changed. */
  onRead(listener: () => void): void {
    this.readListeners.push(listener);
  }

  /** Reads all again; resolves when it is through, or in vain: another began, or we are cut off. */
  async refresh(): Promise<void> {
    const turn = ++this.turn;
    const { signal } = this.stopping;
    while (turn === this.turn && !signal.aborted && this.bus.connected()) {
      // The engine may be electing: `current` says that it is not known, and it is asked again.
      if (await this.read(turn).catch(() => false)) return;
      await pause(RETRY_PAUSE_MS, signal);
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.complete = false;
    clearInterval(this.sweep);
    await this.reading?.close();
  }

  /** True: through, and it goes on in the background. */
  private async read(turn: number): Promise<boolean> {
    const reading = await readInOrder(this.bus, {
      stream: LEASES,
      filter: this.filter,
      from: 'last',
      bufferMessages: BUFFER_MESSAGES,
    });
    if (turn !== this.turn || this.stopping.signal.aborted) {
      await reading.close();
      return false;
    }
    const before = this.reading;
    this.reading = reading;
    void before?.close();
    this.ends.begin(reading.engineMs);
    const through = await this.first(reading, turn);
    if (!through) await reading.close();
    return through;
  }

  /** Resolves when all that was stored has been read; false: it took too long, or another began. */
  private first(reading: OrderedReading, turn: number): Promise<boolean> {
    return new Promise((resolve) => {
      const seen = new Set<string>();
      let settled = false;
      const settle = (through: boolean): void => {
        if (settled) return;
        settled = true;
        clearTimeout(patience);
        if (through) this.finish(seen);
        resolve(through);
      };
      const patience = setTimeout(() => settle(false), READING_MS_MAX);
      if (reading.pending === 0) settle(true);
      const follow = async (): Promise<void> => {
        for await (const message of reading.messages) {
          if (turn !== this.turn) break;
          this.take(message, seen);
          if (message.info.pending === 0) settle(true);
        }
      };
      void follow()
        .catch(() => undefined)
        .finally(() => settle(false));
    });
  }

  private finish(seen: ReadonlySet<string>): void {
    for (const id of this.live.keys()) if (!seen.has(id)) this.drop(id);
    this.complete = true;
    this.ends.follow();
    for (const listener of this.readListeners) listener();
  }

  private take(message: JsMsg, seen: Set<string>): void {
    for (const leftover of this.ends.at(stampMs(message))) this.bury(leftover, seen);
    const { subject, seq: sequence } = message;
    const id = this.bus.subjects.parseLease(subject)?.id;
    if (id === undefined) return;
    const body = leaseBody(message);
    if (body === undefined) {
      seen.delete(id);
      this.drop(id);
      return;
    }
    if (this.ends.renewed(id, message)) return this.bury({ id, subject, sequence }, seen);
    seen.add(id);
    this.show({ id, incarnation: body.incarnation, about: body.about ?? {} });
  }

  private show(member: Member): void {
    const before = this.live.get(member.id);
    if (before?.incarnation === member.incarnation) return;
    this.live.set(member.id, member);
    if (before !== undefined) this.left(before);
    for (const listener of this.joinedListeners) listener(member);
  }

  /** Everybody who reads it is spared it; a renewal that came first stands. */
  private bury({ id, subject, sequence }: Leftover, seen: Set<string>): void {
    seen.delete(id);
    this.drop(id);
    // In vain, it is found again at the next sweep.
    void removeLease(this.bus, subject, sequence).catch(() => undefined);
  }

  private drop(id: string): void {
    this.ends.ended(id);
    const member = this.live.get(id);
    if (member === undefined) return;
    this.live.delete(id);
    this.left(member);
  }

  private left(member: Member): void {
    for (const listener of this.leftListeners) listener(member);
  }
}
