import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { Line } from './line.js';
import { type Notification, notificationOf } from './notification.js';
import type { ServiceOptions } from './options.js';

/** A notification that could not be handled comes again after this. */
const AGAIN_MS = 2_000;
/** A consumption that ended while the line holds begins again after this. */
const REST_MS = 1_000;
/** So often within the time until it comes again, who is still at it says so. */
const WORKINGS = 3;

export interface Taking {
  readonly notified: NonNullable<ServiceOptions['notified']>;
  readonly inFlight: number | undefined;
  readonly tell: (problem: Error) => void;
}

/** Has one line's notifications pushed, one after the other, in their order (claim 6). */
export class Consumption {
  private messages: ConsumerMessages | undefined;
  private isOver = false;
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly line: Line,
    private readonly taking: Taking,
  ) {}

  /** Once who was at one of the line before is through; resolves when nobody is at one of this. */
  begin(before: Promise<void>): Promise<void> {
    void this.line.over.then(() => (this.isOver = true));
    this.done = before.then(() => this.live());
    return this.done;
  }

  /** Takes no more; resolves when who is at one is through with it. */
  async stop(): Promise<void> {
    this.isOver = true;
    this.messages?.stop();
    await this.done;
  }

  private async live(): Promise<void> {
    while (!this.isOver) {
      try {
        await this.consume();
      } catch (error) {
        this.taking.tell(error as Error);
      }
      if (!this.isOver) await pause(REST_MS);
    }
  }

  private async consume(): Promise<void> {
    const { inFlight } = this.taking;
    const some = inFlight === undefined ? {} : { max_messages: inFlight };
    this.messages = await this.line.consumer().consume({ bind: true, ...some });
    for await (const message of this.messages) {
      if (this.isOver) return;
      await this.take(message);
    }
  }

  private async take(message: JsMsg): Promise<void> {
    const notification = notificationOf(message);
    if (notification === undefined) return;
    const every = this.line.welcome.ackWaitMs / WORKINGS;
    const working = setInterval(() => notification.working(), every);
    try {
      await this.taking.notified(notification.event, notification);
      notification.ack();
    } catch (error) {
      notification.nak(AGAIN_MS);
      this.taking.tell(error as Error);
    } finally {
      clearInterval(working);
    }
  }
}

/** Fetches at most so many, and waits at most so long for the first of them. */
export async function fetchFrom(
  line: Line,
  max: number,
  waitMs: number,
): Promise<readonly Notification[]> {
  const options = { max_messages: max, expires: waitMs };
  const fetched: Notification[] = [];
  for await (const message of await line.consumer().fetch(options)) {
    const notification = notificationOf(message);
    if (notification !== undefined) fetched.push(notification);
  }
  return fetched;
}
