import type { JsMsg } from '@nats-io/jetstream';
import type { NotifiedEvent } from './protocol.js';

/** An event this service was handed. It comes again until it is settled. */
export class Notification {
  private settled = false;

  /** Not for use outside: `notified` is given them, and `fetch` answers them. */
  constructor(
    private readonly message: JsMsg,
    readonly event: NotifiedEvent,
  ) {}

  /** How often it was handed over, this time included. */
  get deliveries(): number {
    return this.message.info.deliveryCount;
  }

  get isSettled(): boolean {
    return this.settled;
  }

  /** Done: it never comes again. */
  ack(): void {
    this.settle(() => this.message.ack());
  }

  /** Not now: it comes again, at once or after a while. The tenth time it is parked. */
  nak(afterMs?: number): void {
    this.settle(() => this.message.nak(afterMs));
  }

  /** Never: it is parked, for an operator to look at. */
  term(reason?: string): void {
    this.settle(() => this.message.term(reason));
  }

  /** Still at it: the time until it comes again begins anew. */
  working(): void {
    if (!this.settled) this.message.working();
  }

  private settle(say: () => void): void {
    if (this.settled) return;
    this.settled = true;
    say();
  }
}

/** Undefined: it is no event, and was parked. */
export function notificationOf(message: JsMsg): Notification | undefined {
  try {
    return new Notification(message, message.json<NotifiedEvent>());
  } catch {
    message.term('it is not JSON');
    return undefined;
  }
}
