import { setTimeout as pause } from 'node:timers/promises';
import type { Crowd } from './crowd.js';
import { CpuMeter, type Processes, total } from './measure.js';
import type { Member } from './member.js';

const TICK_MS = 1;
const SETTLE_TICK_MS = 5;
/** When nothing arrives for so long, the run has lost something. */
const STALLED_MS = 20_000;
/** So many refusals are quoted. */
const QUOTED_MAX = 3;

/** A change under way: who makes it, what their watchers will be told, who has not been told yet. */
interface UnderWay {
  readonly member: Member;
  readonly state: string;
  readonly sentMs: number;
  left: number;
}

/** What a run of changes came to. */
export interface Outcome {
  readonly changes: number;
  readonly deliveries: number;
  readonly seconds: number;
  /** CPU of all processes of the server. */
  readonly cpuSeconds: number;
  /** The same, by process. */
  readonly cpuBy: ReadonlyMap<string, number>;
  /** CPU of this process, the generator. */
  readonly ownCpuSeconds: number;
  /** From the send to each watcher; from the send to the last of them. Milliseconds. */
  readonly toEach: readonly number[];
  readonly toAll: readonly number[];
  /** Open loop: how late each change was sent, milliseconds. */
  readonly late: readonly number[];
}

/** `mode.activate` by the users of a crowd in turn, each followed until every watcher has it. */
export class Changes {
  private readonly toEach: number[] = [];
  private readonly toAll: number[] = [];
  private readonly late: number[] = [];
  private readonly underWay = new Map<string, UnderWay>();
  private readonly idle: Member[];
  private readonly refusals: string[] = [];
  private refused = 0;
  private unexpected = 0;
  private sent = 0;
  private ended: () => void = () => undefined;
  private finished: () => void = () => undefined;

  private constructor(
    private readonly crowd: Crowd,
    private readonly processes: Processes,
    private readonly watchers: number,
  ) {
    this.idle = spread(crowd.members);
    for (const member of crowd.members) {
      member.onChange = (user, state): void => this.hear(user, state);
    }
  }

  /** So many changes under way at any time. */
  static async closed(
    crowd: Crowd,
    { processes, watchers, count, outstanding }: ClosedLoop,
  ): Promise<Outcome> {
    const changes = new Changes(crowd, processes, watchers);
    return changes.measured(async () => {
      const all = new Promise<void>((resolve) => {
        changes.ended = resolve;
      });
      changes.finished = (): void => {
        if (changes.sent < count) changes.send();
        else if (changes.underWay.size === 0) changes.ended();
      };
      for (let i = 0; i < Math.min(outstanding, count); i++) changes.send();
      await Promise.race([all, changes.stalled()]);
    });
  }

  /** So many changes a second, whatever becomes of those before. */
  static async open(
    crowd: Crowd,
    { processes, watchers, count, rate }: OpenLoop,
  ): Promise<Outcome> {
    const changes = new Changes(crowd, processes, watchers);
    return changes.measured(async () => {
      const began = performance.now();
      const lateBy = (): number => performance.now() - began - (changes.sent * 1000) / rate;
      while (changes.sent < count && changes.idle.length > 0) {
        for (let late = lateBy(); late >= 0 && changes.canSend(count); late = lateBy()) {
          changes.late.push(late);
          changes.send();
        }
        await pause(TICK_MS);
      }
      if (changes.sent < count) throw new Error('everybody has a change under way: overrun');
      await Promise.race([changes.stalled(), changes.settled()]);
    });
  }

  private async settled(): Promise<void> {
    while (this.underWay.size > 0) await pause(SETTLE_TICK_MS);
  }

  /** Resolves when nothing has arrived for long: the run is judged as it is. */
  private async stalled(): Promise<void> {
    for (let seen = -1; seen !== this.toEach.length + this.refused;) {
      seen = this.toEach.length + this.refused;
      await pause(STALLED_MS, undefined, { ref: false });
    }
  }

  private async measured(work: () => Promise<void>): Promise<Outcome> {
    const meter = new CpuMeter(this.processes);
    const ownBefore = process.cpuUsage();
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1000;
    const own = process.cpuUsage(ownBefore);
    const cpuBy = meter.used();
    for (const member of this.crowd.members) member.onChange = undefined;
    this.complete();
    return {
      changes: this.sent,
      deliveries: this.toEach.length,
      seconds,
      cpuSeconds: total(cpuBy),
      cpuBy,
      ownCpuSeconds: (own.user + own.system) / 1e6,
      toEach: this.toEach,
      toAll: this.toAll,
      late: this.late,
    };
  }

  /** Throws where a state is not at every watcher, came twice, or a change was refused. */
  private complete(): void {
    const wanted = this.sent * this.watchers;
    const found = this.toEach.length;
    if (this.refused > 0) {
      const quoted = this.refusals.join('; ');
      throw new Error(`${this.refused} of ${this.sent} changes were refused: ${quoted}`);
    }
    if (found === wanted && this.unexpected === 0) return;
    throw new Error(`${found} of ${wanted} states arrived, ${this.unexpected} that nobody awaited`);
  }

  /** The user who has been idle longest changes to their other mode. */
  private send(): void {
    const member = this.idle.shift();
    if (member === undefined)
      throw new Error('everybody has a change under way: more than it bears');
    this.sent += 1;
    member.away = !member.away;
    const mode = member.away ? 'away' : 'here';
    const state = member.away ? 'not-connectable' : 'connectable';
    const { user } = member;
    this.underWay.set(user, { member, state, sentMs: performance.now(), left: this.watchers });
    member.call('mode.activate', { mode }).catch((error: unknown) => this.refuse(member, error));
  }

  private canSend(count: number): boolean {
    return this.sent < count && this.idle.length > 0;
  }

  private refuse(member: Member, error: unknown): void {
    member.away = !member.away;
    this.refused += 1;
    if (this.refusals.length < QUOTED_MAX) this.refusals.push(String(error));
    this.underWay.delete(member.user);
    this.idle.push(member);
    this.finished();
  }

  private hear(user: string, state: string): void {
    const change = this.underWay.get(user);
    if (change === undefined || change.state !== state) {
      this.unexpected += 1;
      return;
    }
    const tookMs = performance.now() - change.sentMs;
    this.toEach.push(tookMs);
    change.left -= 1;
    if (change.left > 0) return;
    this.toAll.push(tookMs);
    this.underWay.delete(user);
    this.idle.push(change.member);
    this.finished();
  }
}

/** What every run of changes says: the processes to be counted, watchers of each user, changes. */
interface Load {
  readonly processes: Processes;
  readonly watchers: number;
  readonly count: number;
}

export interface ClosedLoop extends Load {
  /** Changes under way at once. */
  readonly outstanding: number;
}

export interface OpenLoop extends Load {
  /** Changes a second. */
  readonly rate: number;
}

const STRIDE = 7_919;

/** Members in an order that has nothing to do with who watches whom. */
function spread(members: readonly Member[]): Member[] {
  return members
    .map((member) => ({ member, at: (member.index * STRIDE) % (members.length + 1) }))
    .sort((a, b) => a.at - b.at)
    .map(({ member }) => member);
}
