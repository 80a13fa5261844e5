import { BUS, type Bus, Following } from '@liaison/bus';
import {
  type AggregateName,
  type Fact,
  HEALTH,
  type Health,
  deliveryCodec,
} from '@liaison/contracts';
import type { ParkingCode, ServiceId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** What the last fact about a copy says of it, and which command made that fact. */
export interface CopyEnding {
  readonly is: 'parked' | 'replayed' | 'expired';
  readonly command: string;
  readonly time: string;
  readonly revision: number;
  /** Of one that is or was parked: why, how often it was delivered, and by which command. */
  readonly parked?: {
    readonly code: ParkingCode;
    readonly attempts: number;
    readonly command: string;
  };
}

/** Copies of one service that are parked no more, of which the last fact is remembered. */
const ENDED_MAX = 100_000;

/** What was recorded of one service's copies. */
export class ServiceStandings {
  /** In the order they were parked. */
  readonly parked = new Map<string, CopyEnding>();
  readonly #ended = new Map<string, CopyEnding>();
  /** What expired last. */
  expired: { readonly copy: string; readonly command: string } | undefined;

  /** Undefined: nothing is recorded but its match. */
  of(copy: string): CopyEnding | undefined {
    return this.parked.get(copy) ?? this.#ended.get(copy);
  }

  set(copy: string, ending: CopyEnding): void {
    this.parked.delete(copy);
    this.#ended.delete(copy);
    if (ending.is === 'parked') {
      this.parked.set(copy, ending);
      return;
    }
    this.#ended.set(copy, ending);
    if (ending.is === 'expired') this.expired = { copy, command: ending.command };
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > ENDED_MAX && oldest !== undefined) this.#ended.delete(oldest);
  }
}

const NONE = new ServiceStandings();

/** What is parked of each service, and what was replayed and expired, by the facts of DELIVERY. */
@Injectable()
export class Standings implements OnModuleInit, OnApplicationShutdown {
  readonly #services = new Map<ServiceId, ServiceStandings>();
  readonly #following: Following;
  readonly #listeners: ((service: ServiceId, copy: string) => void)[] = [];

  constructor(@Inject(BUS) bus: Bus, @Inject(HEALTH) health: Health) {
    this.#following = new Following(bus, {
      stream: 'DELIVERY',
      filter: bus.subjects.deliveryAll(),
      from: 'first',
      fold: (of, fact) => this.#fold(of, fact),
    });
    health.add('hand-overs', () => this.#following.fault);
  }

  onModuleInit(): void {
    this.#following.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#following.stop();
  }

  of(service: ServiceId): ServiceStandings {
    return this.#services.get(service) ?? NONE;
  }

  /** Told of every copy that is to be handed over once more, also of those long ago. */
  onReplayed(listener: (service: ServiceId, copy: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves once all that is stored now is folded. Throws `NotReached`. */
  current(): Promise<void> {
    return this.#following.current();
  }

  /** Resolves once this fact is folded. Throws `NotReached`. */
  until(sequence: number): Promise<void> {
    return this.#following.until(sequence);
  }

  #fold(aggregate: AggregateName, { type, data, command, time, revision }: Fact): void {
    if (aggregate.kind !== 'delivery') return;
    const { service } = aggregate;
    const { fact } = deliveryCodec.decode(type, data, undefined);
    const standings = this.#services.get(service) ?? new ServiceStandings();
    this.#services.set(service, standings);
    const { copy } = fact;
    const made = { command, time, revision };
    if (fact.type === 'NotificationParked') {
      const { code, attempts } = fact;
      standings.set(copy, { is: 'parked', ...made, parked: { code, attempts, command } });
      return;
    }
    const parked = standings.of(copy)?.parked;
    const is = fact.type === 'NotificationReplayed' ? 'replayed' : 'expired';
    standings.set(copy, { is, ...made, ...(parked === undefined ? {} : { parked }) });
    if (is === 'replayed') for (const told of this.#listeners) told(service, copy);
  }
}
