import type { NatsConnection, PublishOptions } from '@nats-io/transport-node';

/** A message to be sent, and who is told if it cannot be. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: Uint8Array | string;
  readonly options: PublishOptions;
  failed(error: unknown): void;
}

/**
 * Sends what one turn of the event loop has gathered in one write: a system call costs more than
 * a message, here and in the engine.
 */
export class Outbox {
  private waiting: Outgoing[] = [];

  constructor(private readonly nc: NatsConnection) {}

  send(message: Outgoing): void {
    // Ticks run when all promises of this turn have gone as far as they can.
    if (this.waiting.length === 0) process.nextTick(() => this.flush());
    this.waiting.push(message);
  }

  private flush(): void {
    const gathered = this.waiting;
    this.waiting = [];
    for (const message of gathered) {
      try {
        this.nc.publish(message.subject, message.payload, message.options);
      } catch (error) {
        message.failed(error);
      }
    }
  }
}
