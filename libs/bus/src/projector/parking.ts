import type { Counter } from '@liaison/contracts';
import type { Logger } from '@nestjs/common';
import type { JsMsg } from '@nats-io/jetstream';
import type { Bus } from '../connection.js';
import { append, headersOf } from '../requests/append.js';
import { type ParkReason, parkReason, withoutText } from './reasons.js';

const PARK_TIMEOUT_MS = 2_000;

/** A fact that could not be folded, as stored in PARKED: no text of it, the log has that. */
export interface ParkedFact {
  readonly projector: string;
  readonly partition: number;
  /** In FACTS. */
  readonly sequence: number;
  readonly subject: string;
  readonly reason: ParkReason;
  /** Name and place of the error. */
  readonly error: string;
}

/** Stores what a projector could not fold, with the reason, and counts it. */
export class Parking {
  constructor(
    private readonly bus: Pick<Bus, 'requests' | 'subjects'>,
    private readonly projector: string,
    private readonly log: Logger,
    private readonly counter: Counter | undefined,
  ) {}

  /** Resolves when it is stored; throws when it is not, or nobody knows: then it is not skipped. */
  async park(partition: number, message: JsMsg, error: unknown): Promise<ParkReason> {
    const { projector } = this;
    const reason = parkReason(error);
    const { seq: sequence, subject } = message;
    const parked: ParkedFact = {
      projector,
      partition,
      sequence,
      subject,
      reason,
      error: withoutText(error),
    };
    await append(
      this.bus.requests,
      {
        subject: this.bus.subjects.parkedProjector(projector),
        body: Buffer.from(JSON.stringify(parked)),
        headers: headersOf({ 'Nats-Msg-Id': `${projector}:${sequence}` }),
      },
      PARK_TIMEOUT_MS,
    );
    this.counter?.add({ projector });
    this.log.error(`parked fact ${sequence} on ${subject}: ${reason}, ${parked.error}`);
    return reason;
  }
}
