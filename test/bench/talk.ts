import { setTimeout as pause } from 'node:timers/promises';
import { CpuMeter, type Processes, total } from './measure.js';
import type { Talker } from './talker.js';

/** When nothing arrives for so long, the run has lost something. */
const STALLED_MS = 20_000;
/** So many faults are quoted. */
const QUOTED_MAX = 3;

/** An event under way: its PubAck and its copies are what it waits for. */
interface UnderWay {
  readonly place: number;
  readonly sentMs: number;
  readonly receivers: Set<string>;
  isStored: boolean;
}

/** What is said, by whom to whom: all senders in turn. */
export interface Saying {
  readonly type: string;
  readonly talker: Talker;
  readonly receivers: readonly string[];
  /** The event as structured JSON, given its id and its place. */
  body(id: string, place: number): string;
}

/** What a run came to. */
export interface Talked {
  readonly events: number;
  readonly ids: ReadonlySet<string>;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly cpuBy: ReadonlyMap<string, number>;
  readonly ownCpuSeconds: number;
  /** From the send to the PubAck; to the last copy. Milliseconds. */
  readonly toStored: readonly number[];
  readonly toAll: readonly number[];
}

/** Events of services, each followed until it is stored and every receiver has its copy, once. */
export class Talk {
  private readonly underWay = new Map<string, UnderWay>();
  private readonly ids: string[] = [];
  private readonly faults: string[] = [];
  private readonly toStored: number[] = [];
  private readonly toAll: number[] = [];
  private copies = 0;
  private ended: () => void = () => undefined;

  private constructor(
    private readonly sayings: readonly Saying[],
    private readonly count: number,
    private readonly run: string,
  ) {
    const hearing = {
      stored: (place: number): void => this.stored(place),
      copy: (receiver: string, event: string): void => this.copy(receiver, event),
      fault: (what: string): void => void this.faults.push(what),
    };
    for (const { talker } of sayings) talker.hearing = hearing;
  }

  /**
   * So many events under way at any time. `settled` is awaited before the CPU is read; a run in which
   * a copy is missing, comes twice or to somebody else ends with an error.
   */
  static async closed(
    sayings: readonly Saying[],
    { count, outstanding, run, processes, settled }: Loop,
  ): Promise<Talked> {
    const talk = new Talk(sayings, count, run);
    const meter = new CpuMeter(processes);
    const ownBefore = process.cpuUsage();
    const began = performance.now();
    const all = new Promise<void>((resolve) => {
      talk.ended = resolve;
    });
    for (let i = 0; i < Math.min(outstanding, count); i++) talk.say();
    await Promise.race([all, talk.stalled()]);
    const seconds = (performance.now() - began) / 1000;
    const own = process.cpuUsage(ownBefore);
    await settled();
    const cpuBy = meter.used();
    talk.check();
    return {
      events: count,
      ids: new Set(talk.ids),
      seconds,
      cpuSeconds: total(cpuBy),
      cpuBy,
      ownCpuSeconds: (own.user + own.system) / 1e6,
      toStored: talk.toStored,
      toAll: talk.toAll,
    };
  }

  private say(): void {
    const place = this.ids.length;
    const saying = this.sayings[place % this.sayings.length] as Saying;
    const id = `${this.run}-${place}`;
    this.ids.push(id);
    const receivers = new Set(saying.receivers);
    this.underWay.set(id, { place, sentMs: performance.now(), receivers, isStored: false });
    saying.talker.emit(saying.type, saying.body(id, place), place);
  }

  private stored(place: number): void {
    const id = this.ids[place] ?? '';
    const event = this.underWay.get(id);
    if (event === undefined || event.isStored) {
      this.faults.push(`${id} is stored a second time`);
      return;
    }
    event.isStored = true;
    this.toStored.push(performance.now() - event.sentMs);
    this.went(id, event);
  }

  private copy(receiver: string, id: string): void {
    const event = this.underWay.get(id);
    if (event === undefined || !event.receivers.delete(receiver)) {
      this.faults.push(`${receiver} is handed ${id}, which is not for it, or was there before`);
      return;
    }
    this.copies += 1;
    this.went(id, event);
  }

  private went(id: string, event: UnderWay): void {
    if (!event.isStored || event.receivers.size > 0) return;
    this.underWay.delete(id);
    this.toAll.push(performance.now() - event.sentMs);
    if (this.ids.length < this.count) this.say();
    else if (this.underWay.size === 0) this.ended();
  }

  /** Resolves when nothing has arrived for long: the run is judged as it is. */
  private async stalled(): Promise<void> {
    for (let seen = -1; seen !== this.copies;) {
      seen = this.copies;
      await pause(STALLED_MS, undefined, { ref: false });
    }
  }

  private check(): void {
    const { faults, underWay, copies, count } = this;
    if (faults.length === 0 && underWay.size === 0 && this.toAll.length === count) return;
    const quoted = faults.slice(0, QUOTED_MAX).join('; ');
    const left = `${underWay.size} events are under way, ${copies} copies came`;
    throw new Error(`of ${count} events: ${left}, ${faults.length} faults: ${quoted}`);
  }
}

/** A closed loop; `run` is in every event's id. */
interface Loop {
  readonly count: number;
  readonly outstanding: number;
  readonly run: string;
  readonly processes: Processes;
  readonly settled: () => Promise<void>;
}
