import type { ServiceId } from '@liaison/domain';
import { PartitionMark } from '../partition-mark.js';
import type { CopyEndings, EndingParts } from './copy-endings.js';
import { ExpiryLoop } from './expiry-loop.js';
import { ParkingLoop, type ParkingMark } from './parking-loop.js';
import { ReplayLoop } from './replay-loop.js';

export interface HandOverParts extends EndingParts {
  readonly endings: CopyEndings;
  /** How long what comes from now on is kept for a service. */
  retentionMs(service: ServiceId): number;
}

interface ServiceLoops {
  readonly parking: ParkingLoop;
  readonly replay: ReplayLoop;
  readonly expiry: ExpiryLoop;
}

/** What becomes of the copies for the services of one partition, in the hands of its owner. */
export class PartitionHandOvers {
  readonly #services = new Map<ServiceId, ServiceLoops>();
  readonly #mark: PartitionMark<ParkingMark>;

  constructor(
    private readonly parts: HandOverParts,
    private readonly partition: number,
    private readonly mine: () => boolean,
  ) {
    this.#mark = new PartitionMark(parts.bus, 'parking', partition, mine);
  }

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
    const loops = {
      parking: new ParkingLoop({ ...parts, mark: this.#mark }, service, mine),
      replay: new ReplayLoop(parts, service, mine),
      expiry: new ExpiryLoop(parts, service, mine),
    };
    this.#services.set(service, loops);
    for (const loop of Object.values(loops)) loop.start();
  }

  /** A copy is recorded as replayed. */
  replay(service: ServiceId, copy: string): void {
    this.#services.get(service)?.replay.add(copy);
  }

  /** Resolves when nothing more is written, and how far parking is is stored. */
  async stop(): Promise<void> {
    await Promise.all(this.#loops().map((loop) => loop.stop()));
    await this.#mark.close();
  }

  #loops(): readonly ServiceLoops[keyof ServiceLoops][] {
    return [...this.#services.values()].flatMap((one) => [one.parking, one.replay, one.expiry]);
  }
}
