import { setTimeout as pause } from 'node:timers/promises';
import { until } from './await.js';
import { Ledger } from './ledger.js';
import { LoadUser, type LoadWorld, type Seat } from './load-user.js';
import { isAlive } from './processes.js';
import type { System } from './system.js';

/** With 4 terminals each: hashing a password takes 25 ms, so there are no more users than needed. */
const USERS = 50;
/** More than the 100 that must be reached, so that what was held up is made good. */
const PER_SECOND = 140;
/** What could not be sent when it was due is made good, but not more than this. */
const ARREARS_MAX = 280;
const SETUP_AT_ONCE = 8;
const TICK_MS = 20;
/** So often one terminal of another user disconnects, or is cut, and comes back. */
const CHURN_MS = 150;
const STEADY_OVER_MS = 2_000;
const STEADY_PER_SECOND = 100;
const PATIENCE_MS = 4_000;

export interface LoadOptions {
  /** Where terminals may connect now; absent: all gateways that live. */
  readonly urls?: () => readonly string[];
  /** Who has no answer by then asks again; 4 s where absent. */
  readonly patienceMs?: number;
}

/**
 * Users who change something at more than 100 commands a second, through 200 terminals that come back
 * whenever their line is lost. Each watches two others.
 */
export class Load implements LoadWorld {
  readonly ledger = new Ledger();
  readonly users: LoadUser[];
  private isOver = true;
  isGone = false;
  private credit = 0;
  private readonly waiting: ((due: boolean) => void)[] = [];
  private occupying: Promise<unknown>[] = [];
  private driving: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly urls: () => readonly string[],
    public patienceMs: number,
  ) {
    const names = Array.from({ length: USERS }, (_, n) => `u${n}`);
    this.users = names.map((user, n) => {
      const contacts = [1, 7].map((step) => names[(n + step) % USERS] ?? user);
      return new LoadUser({ user, contacts, number: n }, this);
    });
  }

  /** Registers everybody, connects all terminals and begins. */
  static async begin(system: System, options: LoadOptions = {}): Promise<Load> {
    const { urls = () => liveGateways(system), patienceMs = PATIENCE_MS } = options;
    const load = new Load(urls, patienceMs);
    await inFlight(load.users, SETUP_AT_ONCE, (user) => user.settleIn(system));
    load.occupying = load.users.flatMap((user) => user.seats.map((seat) => user.occupy(seat)));
    load.goOn();
    return load;
  }

  get seats(): Seat[] {
    return this.users.flatMap(({ seats }) => seats);
  }

  due(): Promise<boolean> {
    if (this.isOver) return Promise.resolve(false);
    if (this.credit >= 1) {
      this.credit--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Resolves when 100 commands a second have been accepted for two seconds. */
  async steady(withinMs = 30_000): Promise<void> {
    await until(
      `${STEADY_PER_SECOND} commands a second are accepted`,
      () => this.ledger.rate(STEADY_OVER_MS) >= STEADY_PER_SECOND,
      withinMs,
    );
  }

  /** No more commands: every one sent gets its answer, every terminal is connected. */
  async rest(withinMs = 45_000): Promise<void> {
    let settled = false;
    void this.end().then(() => (settled = true));
    await until('every command has its answer', () => settled, withinMs);
    const away = (): Seat[] =>
      this.seats.filter(({ line, returns }) => returns && line?.isOpen !== true);
    await until('all terminals are connected', () => away().length === 0, withinMs);
  }

  /** Goes on after a rest; nothing where it goes on already. */
  goOn(): void {
    if (!this.isOver) return;
    this.isOver = false;
    this.credit = 0;
    this.driving = Promise.all([
      this.pace(),
      this.churn(),
      ...this.users.map((user) => user.drive()),
    ]);
  }

  /** Ends all of it, at once. */
  async stop(): Promise<void> {
    this.isGone = true;
    await Promise.all([this.end(), ...this.occupying]);
    for (const { line } of this.seats) line?.cut();
  }

  private async end(): Promise<void> {
    this.isOver = true;
    for (const resolve of this.waiting.splice(0)) resolve(false);
    await this.driving;
  }

  private async pace(): Promise<void> {
    let last = performance.now();
    while (!this.isOver) {
      await pause(TICK_MS);
      const now = performance.now();
      this.credit = Math.min(ARREARS_MAX, this.credit + ((now - last) * PER_SECOND) / 1_000);
      last = now;
      for (; this.credit >= 1 && this.waiting.length > 0; this.credit--)
        this.waiting.shift()?.(true);
    }
  }

  /** The last terminal of one user after the other leaves, in order or cut off, and comes back. */
  private async churn(): Promise<void> {
    for (let turn = 0; !this.isOver; turn++) {
      await pause(CHURN_MS);
      const seat = this.users[turn % USERS]?.seats.find(({ restless }) => restless);
      if (seat?.line?.isOpen !== true || !seat.returns) continue;
      if (turn % 2 === 0) seat.line.cut();
      else await seat.line.ask('terminal.disconnect', {}, this.patienceMs);
    }
  }
}

/** `ws://HOST:PORT/terminal` of the gateways whose processes live. */
export function liveGateways(system: System): string[] {
  const all = system.boxes.get('gateway') ?? [];
  return all.flatMap((program, n) => (isAlive(program) ? [system.terminalUrl(n)] : []));
}

async function inFlight<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
