import { type Bus, type Delivered, pause } from '@liaison/bus';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import { Interest } from './interest.js';
import { Rounds } from './rounds.js';
import {
  READ_USERS_MAX,
  type StateReading,
  type StateReadings,
  readStates,
  stateReading,
} from './state-reader.js';
import { Target } from './target.js';

/** A read is tried so often, so long apart, before it is given up: some 15 s. */
const READ_ATTEMPTS_MAX = 60;
const READ_PAUSE_MS = 250;

export interface TargetsOptions {
  readonly bus: Bus;
  /** Copies of STATE. */
  readonly copies: number;
  /** A loaded target has changed. */
  readonly changed: (target: Target) => void;
  /** So many are read again, and why. */
  readonly missed: (targets: number, cause: 'gap' | 'bus' | 'sweep') => void;
}

/** The users watched here and their STATE: read once, then followed by what the engine delivers. */
export class Targets {
  private readonly log = new Logger('targets');
  private readonly byUser = new Map<UserId, Target>();
  private readonly interest: Interest;
  private queue: Target[] = [];
  private next: Promise<void> | undefined;
  private current: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private readonly sweeping = new Rounds(this.byUser);

  constructor(private readonly options: TargetsOptions) {
    this.interest = new Interest(options.bus, (message) => this.take(message));
  }

  get size(): number {
    return this.byUser.size;
  }

  /** Targets of these users in this order, each loaded; throws as `readStates` does. Release what you acquire. */
  async acquire(users: readonly UserId[]): Promise<readonly Target[]> {
    const targets = users.map((user) => this.use(user));
    try {
      const unread = targets.filter((target) => !target.isLoaded);
      await Promise.all(new Set(unread.map((target) => target.reading as Promise<void>)));
    } catch (error) {
      this.release(targets);
      throw error;
    }
    return targets;
  }

  release(targets: readonly Target[]): void {
    for (const target of targets) {
      target.uses--;
      if (target.uses > 0) continue;
      this.byUser.delete(target.user);
      this.interest.unwatch(target.user);
    }
  }

  /** Reads all again: the bus was lost and is back. */
  async readAll(): Promise<void> {
    await this.again([...this.byUser.values()], 'bus');
  }

  /** Reads a share (0 to 1) again. */
  async sweep(share: number): Promise<void> {
    await this.again(this.sweeping.next(share), 'sweep');
  }

  stop(): void {
    this.stopping.abort();
  }

  private use(user: UserId): Target {
    let target = this.byUser.get(user);
    if (target === undefined) {
      target = new Target(user);
      this.byUser.set(user, target);
      this.interest.watch(user);
    }
    target.uses++;
    if (!target.isLoaded) target.reading ??= this.enqueue(target);
    return target;
  }

  private async again(targets: readonly Target[], cause: 'gap' | 'bus' | 'sweep'): Promise<void> {
    if (targets.length === 0) return;
    this.options.missed(targets.length, cause);
    let round: Promise<void> = Promise.resolve();
    for (const target of targets) round = target.reading = this.enqueue(target);
    // What could not be read stays as it is until the lease ends or a later sweep succeeds.
    await round.catch((error: unknown) => this.log.warn(`not read again: ${String(error)}`));
  }

  /** Into the next round: all that is wanted while one is on its way is read together. */
  private enqueue(target: Target): Promise<void> {
    this.queue.push(target);
    this.next ??= this.current.then(() => {
      const wanted = this.queue;
      this.queue = [];
      this.next = undefined;
      const round = this.read(wanted);
      this.current = round.catch(() => undefined);
      return round;
    });
    return this.next;
  }

  private async read(targets: readonly Target[]): Promise<void> {
    try {
      for (let from = 0; from < targets.length; from += READ_USERS_MAX) {
        await this.readSome(targets.slice(from, from + READ_USERS_MAX));
      }
    } catch (error) {
      for (const target of targets) target.reading = undefined;
      throw error;
    }
  }

  private async readSome(targets: readonly Target[]): Promise<void> {
    const users = targets.map((target) => target.user);
    for (let attempt = 1; ; attempt++) {
      const before = targets.map((target) => target.sequence);
      try {
        this.settle(
          targets,
          before,
          await readStates(this.options.bus, users, this.options.copies),
        );
        return;
      } catch (error) {
        if (attempt >= READ_ATTEMPTS_MAX || this.stopping.signal.aborted) throw error;
        await pause(READ_PAUSE_MS, this.stopping.signal);
      }
    }
  }

  private settle(
    targets: readonly Target[],
    before: readonly number[],
    readings: StateReadings,
  ): void {
    for (const [at, target] of targets.entries()) {
      const reading = readings.get(target.user) ?? { sequence: 0, state: undefined };
      target.reading = undefined;
      // What came meanwhile is newer; otherwise the read is the truth, also where it is older.
      const isMovedOn = target.sequence !== before[at] && target.sequence > reading.sequence;
      if (target.isLoaded && !isMovedOn && reading.sequence === target.sequence) continue;
      if (!isMovedOn) adopt(target, reading);
      target.isLoaded = true;
      this.options.changed(target);
    }
  }

  private take(message: Delivered): void {
    const target = this.byUser.get(this.options.bus.subjects.userOf(message.subject));
    if (target === undefined) return;
    const reading = stateReading(message);
    if (!(reading.sequence > target.sequence)) return;
    const isGap = Number(message.headers?.get('Nats-Last-Sequence')) !== target.sequence;
    adopt(target, reading);
    if (!target.isLoaded) return;
    this.options.changed(target);
    if (isGap) void this.again([target], 'gap');
  }
}

function adopt(target: Target, reading: StateReading): void {
  target.sequence = reading.sequence;
  target.state = reading.state;
}
