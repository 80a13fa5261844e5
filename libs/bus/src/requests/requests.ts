import { type Msg, type MsgHdrs, type NatsConnection, createInbox } from '@nats-io/transport-node';
import { BusAway, NobodyThere, NotSent, RequestTimedOut } from '../errors.js';
import { Idle } from '../tasks/idle.js';
import type { Outbox } from './outbox.js';
import { TimerWheel } from './timer-wheel.js';

/** How long `idle` waits for answers still due. */
const IDLE_WAIT_MAX_MS = 10_000;

export interface RequestWait {
  /** At most 51 s; 50 ms coarse. */
  readonly timeoutMs: number;
  readonly headers?: MsgHdrs;
}

interface Pending {
  readonly subject: string;
  resolve(message: Msg): void;
  reject(error: Error): void;
}

/**
 * Requests over one connection, as many in flight as the caller likes: one subscription, a Map of
 * who waits, one timer. Rejects with `NobodyThere` or `NotSent` (it has not
 * happened), `RequestTimedOut` or `BusAway` (unknown).
 */
export class Requests {
  private readonly inbox: string;
  private readonly pending = new Map<number, Pending>();
  private readonly wheel = new TimerWheel(
    (token) => this.late(token),
    () => this.pending.size === 0,
  );
  private readonly rest = new Idle(() => this.pending.size === 0);
  private connected = true;
  private last = 0;

  constructor(
    nc: NatsConnection,
    private readonly outbox: Outbox,
  ) {
    this.inbox = `${createInbox()}.`;
    nc.subscribe(`${this.inbox}*`, { callback: (error, message) => this.take(error, message) });
  }

  /** Answers the first reply. What is sent while the engine is away fails at once. */
  request(subject: string, payload: Uint8Array | string, wait: RequestWait): Promise<Msg> {
    return new Promise<Msg>((resolve, reject) => {
      if (!this.connected) {
        reject(new NotSent('the engine is away'));
        return;
      }
      const token = ++this.last;
      this.pending.set(token, { subject, resolve, reject });
      this.wheel.add(token, wait.timeoutMs);
      this.outbox.send({
        subject,
        payload,
        options:
          wait.headers === undefined
            ? { reply: this.inbox + token.toString(36) }
            : { reply: this.inbox + token.toString(36), headers: wait.headers },
        failed: (cause) =>
          this.fail(token, new NotSent(`nothing was sent: ${String(cause)}`, { cause })),
      });
    });
  }

  /** The connection was lost: nobody's answer will come. */
  disconnected(): void {
    this.connected = false;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    this.rest.look();
    for (const one of waiting) one.reject(new BusAway('the engine went away before it answered'));
  }

  reconnected(): void {
    this.connected = true;
  }

  /** Resolves once nothing is in flight, or after ten seconds. */
  idle(): Promise<void> {
    return this.rest.reached(IDLE_WAIT_MAX_MS);
  }

  private take(error: Error | null, message: Msg): void {
    if (error !== null) return;
    const token = Number.parseInt(message.subject.slice(this.inbox.length), 36);
    const waiting = this.pending.get(token);
    if (waiting === undefined) return;
    this.pending.delete(token);
    this.rest.look();
    if (message.data.length === 0 && message.headers?.code === 503) {
      waiting.reject(new NobodyThere(`nobody listens on ${waiting.subject}`));
    } else {
      waiting.resolve(message);
    }
  }

  private late(token: number): void {
    const subject = this.pending.get(token)?.subject;
    if (subject !== undefined) this.fail(token, new RequestTimedOut(`no answer on ${subject}`));
  }

  private fail(token: number, error: Error): void {
    const waiting = this.pending.get(token);
    if (waiting === undefined) return;
    this.pending.delete(token);
    this.rest.look();
    waiting.reject(error);
  }
}
