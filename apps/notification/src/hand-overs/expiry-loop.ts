import {
  type Bus,
  EVENTS_OUT,
  acknowledgedPlace,
  acknowledgementsOf,
  durableState,
  readToEnd,
} from '@liaison/bus';
import { type Clock, copyOfName, readCopyHeaders } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { NotMine, OwnedWork } from '../owned-work.js';
import type { CopyEndings, EndingParts } from './copy-endings.js';

const AGAIN_MS = 1_000;
const LOOK_MS_MIN = 50;
/** A declaration that shortens the retention is noticed within so long. */
const LOOK_MS_MAX = 30_000;
/** What was declared to be kept shorter may lie behind what is kept longer: all is looked at so often. */
const WHOLE_EVERY_MS = 600_000;
/** Servers' clocks may differ by so much. */
const CLOCKS_MS = 60_000;

interface Parts extends Pick<EndingParts, 'bus' | 'standings' | 'places'> {
  readonly clock: Clock;
  readonly endings: CopyEndings;
  /** How long what comes from now on is kept, at least. */
  retentionMs(service: ServiceId): number;
}

/** A copy not known to be settled, where it lies in EVENTS_OUT, without its body. */
interface Waiting {
  readonly copy: string;
  readonly sequence: number;
  readonly expiresMs: number;
  readonly storedMs: number;
}

/**
 * Records the end of what one service did not acknowledge while it was kept, waiting or parked, and
 * takes it away: nobody is handed it any more.
 */
export class ExpiryLoop {
  readonly #work: OwnedWork;
  #acknowledged: Acknowledged | undefined;
  #wholeAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly parts: Parts,
    private readonly service: ServiceId,
    private readonly mine: () => boolean,
  ) {
    this.#work = new OwnedWork('expiry', {
      undone: `what ${service} was not handed in time still waits`,
      againMs: AGAIN_MS,
      turn: () => this.#look(),
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
    return this.#work.stop();
  }

  /** Resolves with how long nothing expires from now on. */
  async #look(): Promise<number> {
    const { clock, endings } = this.parts;
    await endings.expireLeftOver(this.service, () => this.#stillMine());
    const waiting = await this.#expireWaiting();
    const parked = await this.#expireParked();
    this.#work.isWell();
    // What comes from now on does not expire sooner.
    const newMs = this.parts.retentionMs(this.service);
    const nextMs = Math.min(Math.min(waiting, parked) - clock.ms(), newMs);
    return Math.max(LOOK_MS_MIN, Math.min(LOOK_MS_MAX, nextMs));
  }

  /** Resolves with when the next one expires. */
  async #expireWaiting(): Promise<number> {
    const { bus, clock, endings } = this.parts;
    const { floor } = await durableState(bus, this.service);
    const isWhole = performance.now() - this.#wholeAtMs > WHOLE_EVERY_MS;
    const nowMs = clock.ms();
    const due: Waiting[] = [];
    let next = Number.POSITIVE_INFINITY;
    await this.#waiting(floor + 1, (one) => {
      if (one.expiresMs <= nowMs) due.push(one);
      else next = Math.min(next, one.expiresMs);
      return !isWhole && one.expiresMs > nowMs;
    });
    if (isWhole) this.#wholeAtMs = performance.now();
    for (const { copy, sequence, storedMs } of due) {
      if (await this.#isSettled(sequence, storedMs)) continue;
      await endings.expire(this.service, copy, sequence, () => this.#stillMine());
    }
    return next;
  }

  async #expireParked(): Promise<number> {
    const { clock, standings, places, endings } = this.parts;
    const nowMs = clock.ms();
    let next = Number.POSITIVE_INFINITY;
    for (const copy of standings.of(this.service).parked.keys()) {
      const place = places.of(this.service).get(copy);
      if (place === undefined) continue;
      if (place.expiresMs > nowMs) next = Math.min(next, place.expiresMs);
      else await endings.expire(this.service, copy, undefined, () => this.#stillMine());
    }
    return next;
  }

  /** Copies from a place on; `take` answers true where that is enough. */
  async #waiting(from: number, take: (one: Waiting) => boolean): Promise<void> {
    const { bus } = this.parts;
    const filter = bus.subjects.eventsOut(this.service);
    if ((await lastPlace(bus, filter)) < from) return;
    const start = { stream: EVENTS_OUT, filter, from, headersOnly: true } as const;
    await readToEnd(bus, start, ({ headers, seq: sequence, time }) => {
      const copy = copyOfName(headers?.get('Nats-Msg-Id') ?? '');
      const { expiresMs } = readCopyHeaders(headers);
      return take({ copy, sequence, expiresMs, storedMs: time.getTime() });
    });
  }

  /** Whether a copy is acknowledged by now: it may have been handed over since it was looked for. */
  async #isSettled(sequence: number, storedMs: number): Promise<boolean> {
    const { floor, delivered } = await durableState(this.parts.bus, this.service);
    if (sequence <= floor) return true;
    if (sequence > delivered) return false;
    const sinceMs = storedMs - CLOCKS_MS;
    if (this.#acknowledged === undefined || this.#acknowledged.sinceMs > sinceMs) {
      this.#acknowledged = new Acknowledged(this.parts.bus, this.service, sinceMs);
    }
    // It may have been acknowledged a moment ago.
    await this.#acknowledged.current(floor);
    return this.#acknowledged.has(sequence);
  }

  #stillMine(): void {
    if (!this.mine()) throw new NotMine(`another replica lets things of ${this.service} expire`);
  }
}

/** Which places of EVENTS_OUT a service has acknowledged, read from DELIVERY as far as it is asked for. */
class Acknowledged {
  readonly #places = new Set<number>();
  #from: number | { readonly sinceMs: number };

  constructor(
    private readonly bus: Bus,
    private readonly service: ServiceId,
    /** By the engine's clock: nothing that is asked for was stored before. */
    readonly sinceMs: number,
  ) {
    this.#from = { sinceMs };
  }

  has(place: number): boolean {
    return this.#places.has(place);
  }

  /** Reads what was acknowledged by now; `floor`: all up to there is settled. */
  async current(floor: number): Promise<void> {
    const filter = acknowledgementsOf(this.service);
    const last = await lastPlace(this.bus, filter, 'DELIVERY');
    if (typeof this.#from !== 'number' || last >= this.#from) {
      await readToEnd(this.bus, { stream: 'DELIVERY', filter, from: this.#from }, (message) => {
        this.#places.add(acknowledgedPlace(message.string()));
        this.#from = message.seq + 1;
      });
    }
    for (const place of this.#places) if (place <= floor) this.#places.delete(place);
  }
}

/** Of a subject; 0: there is nothing. */
async function lastPlace(bus: Bus, subject: string, stream = EVENTS_OUT): Promise<number> {
  const last = await bus.jsm.streams.getMessage(stream, { last_by_subj: subject });
  return last?.seq ?? 0;
}
