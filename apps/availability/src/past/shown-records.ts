import { BUS, type Bus, EndNotReached, readToEnd } from '@liaison/bus';
import { SHOWN_AGE_MS, type ShownRecord } from '@liaison/contracts';
import type { Connectability, Instant, UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Records of one user that one question may look at. */
const RECORDS_MAX = 20_000;
const PATIENCE_MS = 3_000;
/** So far back from the instant is looked at first; each time four times as far again. */
const SPAN_MS = 3_600_000;
const SPAN_FACTOR = 4;
/** A record is stored within so long after what it tells of. */
const LATE_MS = 60_000;

/** What a viewer's terminals were told last, and when. */
export interface WasShown {
  readonly state: Connectability;
  readonly told: Instant;
}

/** Reads SHOWN: what gateways recorded of what they told about a user. */
@Injectable()
export class ShownRecords {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /**
   * What this viewer had been told about a user by the instant. Who was never told anything but
   * `unknown` is as one who never looked: watching in vain stays the viewer's secret.
   * `firstMs`: so far back is looked at first.
   */
  async last(
    user: UserId,
    viewer: UserId,
    at: Instant,
    firstMs = SPAN_MS,
  ): Promise<WasShown | 'not-recorded' | 'past-too-long'> {
    const { times } = this.bus;
    const sight = new Sight(viewer, at);
    const oldestMs = times.toEngine(Date.parse(at)) - SHOWN_AGE_MS;
    const lastMs = await this.lastMs(user);
    if (lastMs === undefined) return 'not-recorded';
    let toMs = Math.min(times.toEngine(Date.parse(at)) + LATE_MS, lastMs + 1);
    let read = 0;
    for (let spanMs = firstMs; toMs > oldestMs; spanMs *= SPAN_FACTOR) {
      const span = { fromMs: toMs - spanMs, toMs, most: RECORDS_MAX - read };
      read += await this.look(user, span, sight);
      if (read > RECORDS_MAX) return 'past-too-long';
      // What is stored earlier was told earlier.
      if (sight.isSeenSince(times.fromEngine(span.fromMs))) break;
      toMs = span.fromMs;
    }
    return sight.last ?? 'not-recorded';
  }

  /** When the last record of a user was stored, by the engine's clock; undefined: there is none. */
  private async lastMs(user: UserId): Promise<number | undefined> {
    const { jsm, subjects } = this.bus;
    const last = await jsm.streams.getMessage('SHOWN', { last_by_subj: subjects.shown(user) });
    return last?.time.getTime();
  }

  /** Shows what was stored in `[fromMs, toMs)`, by the engine's clock; answers how many were read. */
  private async look(user: UserId, span: Span, sight: Sight): Promise<number> {
    const wanted = {
      stream: 'SHOWN',
      filter: this.bus.subjects.shown(user),
      from: { sinceMs: span.fromMs },
      patienceMs: PATIENCE_MS,
    };
    let read = 0;
    try {
      await readToEnd(this.bus, wanted, (message) => {
        if (message.time.getTime() >= span.toMs || ++read > span.most) return true;
        sight.see(message.json<ShownRecord>());
        return false;
      });
    } catch (error) {
      // Records that go by age, or are erased, are gone for whoever asks.
      if (!(error instanceof EndNotReached)) throw error;
    }
    return read;
  }
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** Records; one more is read to find that there are more. */
  readonly most: number;
}

/** What the records say of one viewer, up to an instant. */
class Sight {
  private latest: WasShown | undefined;
  /** Was the viewer ever told anything but `unknown`? */
  private wasSeen = false;

  constructor(
    private readonly viewer: UserId,
    private readonly at: Instant,
  ) {}

  get last(): WasShown | undefined {
    return this.wasSeen ? this.latest : undefined;
  }

  /** Nothing earlier can change what is said: the last that was told is known, and of whom. */
  isSeenSince(ms: number): boolean {
    return this.wasSeen && this.latest !== undefined && Date.parse(this.latest.told) >= ms;
  }

  see({ time, told }: ShownRecord): void {
    if (time > this.at) return;
    const state = told.find(([viewer]) => viewer === this.viewer)?.[1];
    if (state === undefined) return;
    if (state !== 'unknown') this.wasSeen = true;
    if (this.latest === undefined || time >= this.latest.told) this.latest = { state, told: time };
  }
}
