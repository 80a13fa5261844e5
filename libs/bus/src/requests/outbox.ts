import type { NatsConnection, PublishOptions } from '@nats-io/transport-node';

/** A message to be sent, and who is told if it cannot be. */
export interface Outgoing {
  readonly subject: string;
  readonly payload: Uint8Array | string;
  readonly options: PublishOptions;
  failed(error: unknown): void;
}

const NO_OPTIONS: PublishOptions = {};

/**
 * Sends what one turn of the event loop has gathered, from however many sockets, in one write: a
 * system call costs more than a message, here and in the engine.
 */
export class Outbox {
  private waiting: Outgoing[] = [];

  constructor(private readonly nc: NatsConnection) {}

  send(message: Outgoing): void {
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    this.waiting.push(message);
  }

  /** A message that nobody is told of if it cannot be sent: whoever listens asks again. */
  publish(subject: string, payload: string): void {
    this.send({ subject, payload, options: NO_OPTIONS, failed: () => undefined });
  }

  /** Sends what waits, now. */
  flush(): void {
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
