import { randomBytes } from 'node:crypto';
import type { JsonObject, Meter } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import type { Bus } from '../connection.js';
import { pause } from '../pause.js';
import { Deadlines } from './deadlines.js';
import { type LeaseBody, lastLease, putLease, removeLease } from './lease-message.js';

/** How long apart a lease is asked for until it is held. */
const ACQUIRE_PAUSE_MS = 250;
/** A renewal of unknown outcome is followed by one conflict; then the stored one is known. */
const RENEW_ATTEMPTS_MAX = 2;

export interface LeaseOptions {
  readonly bus: Pick<Bus, 'jsm' | 'requests' | 'connected'>;
  /** `subjects.replicaLease(app, replica)` or `subjects.gatewayLease(id)` */
  readonly subject: string;
  /** Whole seconds: how long it holds after a renewal. */
  readonly ttlMs: number;
  readonly renewMs: number;
  /** Told to whoever reads the board. */
  readonly about?: JsonObject;
  readonly meter?: Meter;
  /** Monotonic milliseconds, for tests. */
  readonly clock?: () => number;
}

/** Of a replica of an app: 4 s, renewed every second. */
export const REPLICA_LEASE = { ttlMs: 4_000, renewMs: 1_000 } as const;
/** Of a gateway: 10 s, renewed every two. */
export const GATEWAY_LEASE = { ttlMs: 10_000, renewMs: 2_000 } as const;

/**
 * Says that its holder is alive. It holds for `ttlMs` from the moment the last acknowledged renewal
 * was **sent**, by the holder's own monotonic clock: so it is over here before it is over at the
 * engine, also where this process was frozen. Once lost it is never revived: when all `onLost`
 * listeners are done it is acquired afresh, under a new incarnation.
 */
export class Lease {
  private readonly log = new Logger('lease');
  private readonly holder = randomBytes(6).toString('hex');
  private readonly clock: () => number;
  private readonly deadlines: Deadlines;
  private readonly stopping = new AbortController();
  private readonly acquiredListeners: (() => void)[] = [];
  private readonly lostListeners: (() => void | Promise<void>)[] = [];
  private name = '';
  private state: 'idle' | 'held' | 'lost' | 'resigned' = 'idle';
  private count = 0;
  private sequence = 0;
  private sentMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private renewing: Promise<void> | undefined;
  private claiming: Promise<boolean | void> | undefined;
  private warned = false;

  constructor(private readonly options: LeaseOptions) {
    this.clock = options.clock ?? (() => performance.now());
    this.deadlines = new Deadlines(() => this.remainingMs());
    this.deadlines.add(0, () => this.lose('it ran out'));
    const help = 'Seconds since the last acknowledged renewal of the lease was sent';
    options.meter?.observe('liaison_lease_age_seconds', help, () => this.ageMs() / 1_000);
  }

  /** Resolves when it is held, or resigned before. Takes over what a dead process of the same name left behind. */
  start(): Promise<void> {
    return this.acquire(true);
  }

  /** Whether it holds now; cheap enough to be asked before every write. */
  valid(): boolean {
    return this.state === 'held' && this.remainingMs() > 0;
  }

  /** Milliseconds left without a further renewal; 0 or less: over. */
  remainingMs(): number {
    return this.sentMs + this.options.ttlMs - this.clock();
  }

  /** Since the last acknowledged renewal was sent; 0 before the first. */
  ageMs(): number {
    return this.count === 0 ? 0 : this.clock() - this.sentMs;
  }

  /** Different after every loss: `9f2c41d07b3e.2`. */
  get incarnation(): string {
    return this.name;
  }

  /** Told whenever it is held afresh. */
  onAcquired(listener: () => void): void {
    this.acquiredListeners.push(listener);
  }

  /** Told once when it is lost; it is acquired again only when the answer has settled. */
  onLost(listener: () => void | Promise<void>): void {
    this.lostListeners.push(listener);
  }

  /** Told when only `msBefore` are left, at the latest before `onLost`; again after a renewal. */
  onEnding(msBefore: number, listener: () => void): void {
    this.deadlines.add(msBefore, listener);
  }

  /** Gives it up at once, and tells all others; `onLost` is not called. Never throws. */
  async resign(): Promise<void> {
    const held = this.state === 'held';
    this.state = 'resigned';
    this.stopping.abort();
    this.quiet();
    await Promise.all([this.renewing, this.claiming]);
    if (held) await this.remove(this.sequence);
  }

  private async acquire(takeOver: boolean): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.claiming = this.claim(takeOver).catch((error: unknown) => this.warn(String(error)));
      if ((await this.claiming) === true) break;
      await pause(ACQUIRE_PAUSE_MS, signal);
    }
    if (signal.aborted) return;
    this.warned = false;
    for (const listener of this.acquiredListeners) listener();
  }

  private async claim(takeOver: boolean): Promise<boolean> {
    const { bus, subject } = this.options;
    if (!bus.connected()) return false;
    const last = await lastLease(bus, subject);
    const others = last.body !== undefined && last.body.holder !== this.holder;
    if (others && !takeOver) {
      this.warn(`${subject} is held by another process: every replica needs a name of its own`);
      return false;
    }
    this.name = `${this.holder}.${++this.count}`;
    const sentMs = this.clock();
    const stored = await this.put(last.sequence);
    if (stored === 'conflict') return false;
    if (this.stopping.signal.aborted) {
      await this.remove(stored);
      return false;
    }
    this.state = 'held';
    this.renewed(stored, sentMs);
    this.timer = setInterval(() => this.beat(), this.options.renewMs);
    return true;
  }

  private beat(): void {
    if (this.renewing !== undefined) return;
    // A process that slept past its lease must not renew it.
    if (!this.valid()) return this.lose('it ran out');
    this.renewing = this.renew()
      .catch((error: unknown) => this.warn(`${this.options.subject} not renewed: ${String(error)}`))
      .finally(() => (this.renewing = undefined));
  }

  private async renew(): Promise<void> {
    for (let attempt = 0; attempt < RENEW_ATTEMPTS_MAX && this.valid(); attempt++) {
      const sentMs = this.clock();
      const stored = await this.put(this.sequence);
      if (stored !== 'conflict') {
        if (this.valid()) this.renewed(stored, sentMs);
        return;
      }
      const last = await lastLease(this.options.bus, this.options.subject);
      if (last.body?.holder !== this.holder) return this.lose('somebody else has taken it');
      this.sequence = last.sequence;
    }
  }

  private put(expected: number): Promise<number | 'conflict'> {
    const { bus, subject, ttlMs, renewMs, about } = this.options;
    const body: LeaseBody = {
      holder: this.holder,
      incarnation: this.name,
      ...(about === undefined ? {} : { about }),
    };
    return putLease(bus, { subject, body, expected, ttlMs, timeoutMs: renewMs });
  }

  private async remove(sequence: number): Promise<void> {
    const { bus, subject } = this.options;
    await removeLease(bus, subject, sequence).catch((error: unknown) =>
      this.log.warn(`${subject} ends by itself: ${String(error)}`),
    );
  }

  private renewed(sequence: number, sentMs: number): void {
    this.sequence = sequence;
    this.sentMs = sentMs;
    this.deadlines.arm();
  }

  private lose(why: string): void {
    if (this.state !== 'held') return;
    this.state = 'lost';
    this.log.warn(`lost ${this.options.subject}: ${why}`);
    this.deadlines.passAll();
    this.quiet();
    const told = this.lostListeners.map(async (listener) => listener());
    void Promise.allSettled(told).then(() => this.acquire(false));
  }

  private quiet(): void {
    clearInterval(this.timer);
    this.deadlines.disarm();
  }

  private warn(message: string): void {
    if (!this.warned) this.log.warn(message);
    this.warned = true;
  }
}
