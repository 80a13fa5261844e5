import { BUS, type Bus, readInOrder } from '@liaison/bus';
import type { ShownRecord } from '@liaison/contracts';
import type { Connectability, Instant, UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Records of one user that one question may look at. */
const RECORDS_MAX = 20_000;
const BUFFER_MESSAGES = 500;

/** What a viewer's terminals were told last, and when. */
export interface WasShown {
  readonly state: Connectability;
  readonly told: Instant;
}

/** Reads SHOWN: what gateways recorded of what they told about a user. */
@Injectable()
export class ShownRecords {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /**
   * What this viewer had been told about a user by the instant. Who was never told anything but
   * `unknown` is as one who never looked: watching in vain stays the viewer's secret.
   */
  async last(
    user: UserId,
    viewer: UserId,
    at: Instant,
  ): Promise<WasShown | 'not-recorded' | 'past-too-long'> {
    const reading = await readInOrder(this.bus, {
      stream: 'SHOWN',
      filter: this.bus.subjects.shown(user),
      from: 1,
      bufferMessages: BUFFER_MESSAGES,
    });
    try {
      if (reading.pending === 0) return 'not-recorded';
      if (reading.pending > RECORDS_MAX) return 'past-too-long';
      let last: WasShown | undefined;
      let wasSeen = false;
      for await (const message of reading.messages) {
        const { time, told } = message.json<ShownRecord>();
        const state = time <= at ? told.find(([who]) => who === viewer)?.[1] : undefined;
        if (state !== undefined && time >= (last?.told ?? time)) last = { state, told: time };
        if (state !== undefined && state !== 'unknown') wasSeen = true;
        if (message.info.pending === 0) break;
      }
      return last !== undefined && wasSeen ? last : 'not-recorded';
    } finally {
      await reading.close();
    }
  }
}
