import { setTimeout as pause } from 'node:timers/promises';
import { waitMs } from './backoff.js';
import { answerCall } from './calls.js';
import { Consumption, fetchFrom } from './consumption.js';
import { type Emitted, cloudEventOf } from './emitted.js';
import { openLine } from './dial.js';
import { Away, Ended, Refused, TurnedAway } from './errors.js';
import { Events, type ServiceEvents } from './events.js';
import type { Line } from './line.js';
import type { Notification } from './notification.js';
import { type ServiceOptions, declarationOf } from './options.js';
import { Outbox } from './outbox.js';
import type {
  Availability,
  CallTarget,
  Connectability,
  Connected,
  Declaration,
  Emits,
  RefusedEvent,
} from './protocol.js';

/** A busy engine may say no to who is right: so often it is asked before that is believed. */
const TRIES_MAX = 5;
/** A line that lasted so long was a good one: the next wait begins short again. */
const GOOD_MS = 10_000;
/** How long a service that closes waits for receipts of its events. */
const DRAIN_MS = 5_000;
const FETCH_MAX = 100;
const FETCH_MS = 1_000;

/** Refusals of a connect that do not pass by themselves. */
const LASTING: ReadonlySet<string> = new Set([
  'invalid-declaration',
  'malformed',
  'too-large',
  'unknown-service',
  'retired',
]);

/**
 * One process of a service, connected for as long as it can be: it declares, keeps its lease, answers
 * calls, takes notifications, and comes back after a cut. Listen before you connect.
 */
export class Service<const E extends Emits = Emits> {
  private readonly events = new Events();
  private readonly declaration: Declaration;
  private readonly outbox: Outbox;
  private readonly prefix: string;
  private readonly stopped = new AbortController();
  private line: Line | undefined;
  private consumption: Consumption | undefined;
  /** Resolves when no notification is being handled any more. */
  private handled: Promise<void> = Promise.resolve();
  private first: Promise<Connected> | undefined;
  private end: Ended | Refused | undefined;
  private wasConnected = false;
  private turnedAway = 0;

  /** Throws `TypeError` where notifications are wanted and nobody takes them. */
  constructor(private readonly options: ServiceOptions<E>) {
    this.declaration = declarationOf(options);
    this.outbox = new Outbox(options.outbox);
    this.prefix = options.prefix ?? 'liaison';
  }

  /** Listens from now on; answers how to stop. */
  on<K extends keyof ServiceEvents>(
    name: K,
    listener: (value: ServiceEvents[K]) => void,
  ): () => void {
    return this.events.on(name, listener);
  }

  get isConnected(): boolean {
    return this.line !== undefined;
  }

  /**
   * Connects, and stays connected. Resolves when it is for the first time, however long that takes;
   * rejects with `Refused` or `Ended` where it never will be.
   */
  connect(): Promise<Connected> {
    this.first ??= new Promise((resolve, reject) => {
      const stop = this.on('line', (line) => {
        if (line.state === 'connected') resolve(line);
        else if (line.state === 'ended') reject(line.error);
        else return;
        stop();
      });
      this.live().catch(reject);
    });
    return this.first;
  }

  /**
   * Emits an event; resolves with its id when it is stored. Without a line it waits in the outbox, and
   * after a cut it is sent again under the same id, so that it is taken once. Rejects with
   * `NotDeclared`, `OutboxFull`, `Ended`, or what the engine says against it.
   */
  async emit(event: Emitted<E>): Promise<string> {
    if (this.end !== undefined) throw this.end;
    const { service } = this.options;
    const { id, text } = cloudEventOf(service, this.declaration.emits, event);
    await this.outbox.add(`${this.prefix}.events.in.${service}.${event.type}`, text);
    return id;
  }

  /**
   * With `delivery: 'pull'`: at most `max` of what waits, the oldest first; waits `waitMs` (1,000 at
   * least) where there is not so much. Each comes again until it is settled. Rejects with `Away`.
   */
  async fetch({ max = FETCH_MAX, waitMs: patienceMs = FETCH_MS } = {}): Promise<
    readonly Notification[]
  > {
    return fetchFrom(this.theLine(), max, Math.max(FETCH_MS, patienceMs));
  }

  /** What a user who has activated this service is told about another. */
  async connectability(viewer: string, user: string): Promise<Connectability> {
    const answer = await this.query({ connectability: { viewer, user } });
    return (answer as { readonly state: Connectability }).state;
  }

  /** By the active profile or a named one, now or at a past instant (RFC 3339), audience ignored. */
  async availability(
    user: string,
    more: { readonly profile?: string; readonly at?: string } = {},
  ): Promise<Availability> {
    const answer = await this.query({ availability: { user, ...more } });
    return (answer as { readonly availability: Availability }).availability;
  }

  /** Where a call to a user goes; `caller`: another user's id, or any text that is none. */
  async callTarget(user: string, caller?: string): Promise<CallTarget> {
    return (await this.query({ 'call-target': { user, caller } })) as CallTarget;
  }

  /** Ends in order: what is being handled and sent is waited for, a little; for good. */
  async close(): Promise<void> {
    if (this.end !== undefined) return;
    const { line } = this;
    await this.consumption?.stop();
    if (line !== undefined) await this.outbox.empty(DRAIN_MS);
    this.finish(new Ended('closed'));
    await line?.leave();
  }

  /** Of users whom it may not ask about it is told as of somebody who does not exist. */
  private query(query: object): Promise<unknown> {
    return this.end === undefined ? this.theLine().query(query) : Promise.reject(this.end);
  }

  private theLine(): Line {
    if (this.end !== undefined) throw this.end;
    if (this.line === undefined) throw new Away();
    return this.line;
  }

  /** One line after the other. */
  private async live(): Promise<void> {
    let attempt = 0;
    while (this.end === undefined) {
      const beganMs = performance.now();
      const over = await this.oneLine();
      if (this.hasEnded()) return;
      attempt = performance.now() - beganMs >= GOOD_MS ? 0 : attempt + 1;
      const retryMs = waitMs(attempt, this.options.random ?? Math.random, over.retryAfterMs);
      this.events.tell('line', { state: 'waiting', retryMs, why: over.why });
      await pause(retryMs, undefined, { signal: this.stopped.signal }).catch(() => undefined);
    }
  }

  /** Answers when it is over, with why. */
  private async oneLine(): Promise<{ readonly why: string; readonly retryAfterMs?: number }> {
    this.events.tell('line', { state: 'connecting' });
    try {
      const line = await openLine(this.options, this.declaration);
      if (this.hasEnded()) {
        await line.leave();
      } else {
        this.begin(line);
        await line.over;
      }
      return { why: line.why };
    } catch (error) {
      return this.toldBy(error);
    } finally {
      this.outbox.detach();
      this.line = undefined;
      this.consumption = undefined;
    }
  }

  private begin(line: Line): void {
    const { service, calls = {}, notified, inFlight } = this.options;
    const { welcome } = line;
    const tell = (problem: Error): void => this.events.tell('problem', problem);
    line.keepLease();
    void line.overhear(tell);
    line.subscribe(welcome.calls, (call) => void answerCall(call, calls, tell), service);
    line.subscribe(`${this.prefix}.refused.${service}`, (message) => {
      this.events.tell('refused', message.json<RefusedEvent>());
    });
    this.wasConnected = true;
    this.turnedAway = 0;
    this.line = line;
    this.events.tell('line', { state: 'connected', ...line.connected });
    this.outbox.attach((subject, text) => line.publish(subject, text));
    if (this.declaration.delivery === 'pull' || notified === undefined) return;
    this.consumption = new Consumption(line, { notified, inFlight, tell });
    this.handled = this.consumption.begin(this.handled);
  }

  /** What does not pass ends the service. */
  private toldBy(error: unknown): { readonly why: string; readonly retryAfterMs?: number } {
    const problem = error instanceof Error ? error : new Error(String(error));
    if (problem instanceof Refused) {
      const { code, retryAfterMs } = problem.data;
      if (LASTING.has(code)) this.finish(problem);
      return { why: code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    if (problem.name === 'AuthorizationError' && !this.wasConnected) {
      this.turnAway();
    }
    return { why: problem.message };
  }

  private turnAway(): void {
    const triesLeft = TRIES_MAX - ++this.turnedAway;
    if (triesLeft === 0) this.finish(new Ended('not-let-in'));
    // Whoever typed it waits, and the tries take a while.
    else if (this.turnedAway === 1) {
      this.events.tell('problem', new TurnedAway(this.options.service, triesLeft));
    }
  }

  private finish(error: Ended | Refused): void {
    if (this.end !== undefined) return;
    this.end = error;
    this.stopped.abort();
    this.outbox.end(error);
    this.events.tell('line', { state: 'ended', error });
  }

  private hasEnded(): boolean {
    return this.end !== undefined;
  }
}
