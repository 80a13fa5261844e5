import { BUS, type Bus, type FactStore, type Loss, OWNERSHIP, type Ownership } from '@liaison/bus';
import { HEALTH, type Health, METER, type Meter } from '@liaison/contracts';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Barrier } from '../in-force/barrier.js';
import { Folds } from '../in-force/folds.js';
import { Audience } from '../users/notified.js';
import { ParkingLoop } from '../parking/parking-loop.js';
import { SenderLoop, type SenderParts } from './sender-loop.js';
import { SentMark } from './sent-mark.js';

/** The loops of one partition, and the moment it was gained: afterwards nothing of it is ours. */
interface Tenure {
  readonly loops: Map<string, SenderLoop>;
  readonly parking: ParkingLoop[];
  readonly sent: SentMark;
  lost: boolean;
}

/** A loop for every sender of the partitions this replica owns. */
@Injectable()
export class Senders implements OnApplicationBootstrap {
  readonly #parts: SenderParts;
  readonly #tenures = new Map<number, Tenure>();

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) private readonly ownership: Ownership,
    @Inject(FACT_STORE) facts: FactStore,
    @Inject(METER) meter: Meter,
    @Inject(HEALTH) health: Health,
    private readonly folds: Folds,
    barrier: Barrier,
  ) {
    const events = meter.counter(
      'liaison_events_total',
      'Events of services, by what became of them',
      ['outcome'],
    );
    const audience = new Audience(folds, facts);
    this.#parts = { bus, facts, folds, barrier, events, audience };
    health.add('senders', () => this.#fault());
  }

  onApplicationBootstrap(): void {
    this.ownership.add({
      gained: (partition) => this.#gained(partition),
      lost: (partition, loss) => this.#lost(partition, loss),
    });
    this.folds.onService((service) => {
      const partition = this.bus.subjects.partitionOf(service);
      const tenure = this.#tenures.get(partition);
      if (tenure !== undefined) this.#begin(tenure, partition, service);
    });
  }

  #gained(partition: number): void {
    const mine = (): boolean => !tenure.lost && this.ownership.valid();
    const sent = new SentMark(this.bus, partition, mine);
    const tenure: Tenure = { loops: new Map(), parking: [], sent, lost: false };
    this.#tenures.set(partition, tenure);
    for (const service of this.folds.services()) {
      if (this.bus.subjects.partitionOf(service) === partition) {
        this.#begin(tenure, partition, service);
      }
    }
  }

  #begin(tenure: Tenure, partition: number, sender: string): void {
    if (tenure.loops.has(sender)) return;
    // A replica that leaves is its senders' owner no longer, and yet ends what it has begun.
    const mine = (): boolean => !tenure.lost && this.ownership.valid();
    const loop = new SenderLoop(this.#parts, {
      sender,
      sent: tenure.sent,
      mine,
      fenced: () => void this.ownership.refresh().catch(() => undefined),
    });
    tenure.loops.set(sender, loop);
    loop.start();
    const parking = new ParkingLoop(this.#parts, sender, mine);
    tenure.parking.push(parking);
    parking.start();
  }

  async #lost(partition: number, loss: Loss): Promise<void> {
    const tenure = this.#tenures.get(partition);
    if (tenure === undefined) return;
    this.#tenures.delete(partition);
    if (loss === 'expired') tenure.lost = true;
    const stopped = Promise.all(
      [...tenure.loops.values(), ...tenure.parking].map((loop) => loop.stop()),
    );
    if (loss === 'expired') return;
    await stopped;
    await tenure.sent.close();
    tenure.lost = true;
  }

  #fault(): string | undefined {
    for (const { loops } of this.#tenures.values()) {
      for (const { fault } of loops.values()) if (fault !== undefined) return fault;
    }
    return undefined;
  }
}
