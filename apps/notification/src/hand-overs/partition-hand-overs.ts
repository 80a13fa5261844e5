import type { ServiceId } from '@liaison/domain';
import type { Counter } from '@liaison/contracts';
import { Marks } from '../marks.js';
import type { CopyEndings, EndingParts } from './copy-endings.js';
import { ExpiryLoop } from './expiry-loop.js';
import { ParkingLoop, type ParkingMark } from './parking-loop.js';
import { ReplayLoop } from './replay-loop.js';

export interface HandOverParts extends EndingParts {
  readonly endings: CopyEndings;
  /** Counts marks that could not be read or stored. */
  readonly unmarked: Counter;
  /** How long what comes from now on is kept for a service. */
  retentionMs(service: ServiceId): number;
}

interface ServiceLoops {
  readonly marks: Marks<ParkingMark>;
  readonly parking: ParkingLoop;
  readonly replay: ReplayLoop;
  readonly expiry: ExpiryLoop;
}

/** What becomes of the copies for the services of one partition, in the hands of its owner. */
export class PartitionHandOvers {
  readonly #services = new Map<ServiceId, ServiceLoops>();

  constructor(
    private readonly parts: HandOverParts,
    private readonly partition: number,
    private readonly mine: () => boolean,
  ) {}

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    for (const loop of this.#loops()) if (loop.fault !== undefined) return loop.fault;
    return undefined;
  }

  /** Begins with a service, once, where it is one of this partition. */
  begin(service: ServiceId): void {
    const { parts, mine } = this;
    const isOurs = parts.bus.subjects.partitionOf(service) === this.partition;
    if (!isOurs || this.#services.has(service)) return;
    const { bus, unmarked: failures } = parts;
    const subject = bus.subjects.serviceCheckpoint('parking', service);
    const marks = new Marks<ParkingMark>({ bus, subject, failures, mine });
    const loops = {
      parking: new ParkingLoop({ ...parts, marks }, service, mine),
      replay: new ReplayLoop(parts, service, mine),
      expiry: new ExpiryLoop(parts, service, mine),
    };
    this.#services.set(service, { ...loops, marks });
    for (const loop of Object.values(loops)) loop.start();
  }

  /** A copy is recorded as replayed. */
  replay(service: ServiceId, copy: string): void {
    this.#services.get(service)?.replay.add(copy);
  }

  /** Resolves when nothing more is written, and how far parking is is stored. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops().map((loop) => loop.stop()));
    await Promise.all([...this.#services.values()].map(({ marks }) => marks.close()));
  }

  #loops(): readonly (ParkingLoop | ReplayLoop | ExpiryLoop)[] {
    return [...this.#services.values()].flatMap((one) => [one.parking, one.replay, one.expiry]);
  }
}
