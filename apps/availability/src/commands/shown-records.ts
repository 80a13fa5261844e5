import { BUS, type Bus, readInOrder } from '@liaison/bus';
import type { ShownRecord } from '@liaison/contracts';
import type { Connectability, Instant, UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Records of one user that one question may look at. */
const RECORDS_MAX = 20_000;
const BUFFER_MESSAGES = 500;
const PATIENCE_MS = 3_000;

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
    // What was counted may be gone by age, or erased, before it is read.
    const patience = setTimeout(() => void reading.close(), PATIENCE_MS);
    try {
      if (reading.pending === 0) return 'not-recorded';
      if (reading.pending > RECORDS_MAX) return 'past-too-long';
      const sight = new Sight(viewer, at);
      for await (const message of reading.messages) {
        sight.see(message.json<ShownRecord>());
        if (message.info.pending === 0) break;
        patience.refresh();
      }
      return sight.last ?? 'not-recorded';
    } finally {
      clearTimeout(patience);
      await reading.close();
    }
  }
}

/** What the records say of one viewer, up to an instant. */
class Sight {
  private latest: WasShown | undefined;
  /** Was the viewer ever told anything but `unknown`? */
  private wasSeen = false;

  constructor(
    private readonly viewer: UserId,
    private readonly at: Instant,
  ) {}

  get last(): WasShown | undefined {
    return this.wasSeen ? this.latest : undefined;
  }

  see({ time, told }: ShownRecord): void {
    if (time > this.at) return;
    const state = told.find(([viewer]) => viewer === this.viewer)?.[1];
    if (state === undefined) return;
    if (state !== 'unknown') this.wasSeen = true;
    if (this.latest === undefined || time >= this.latest.told) this.latest = { state, told: time };
  }
}
