import { BUS, type Bus, Following } from '@liaison/bus';
import {
  type AggregateName,
  type Fact,
  HEALTH,
  type Health,
  deliveryCodec,
} from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** Notifications of a service that did not get through: how many wait to be replayed, how many are gone. */
export interface Undelivered {
  readonly parked: number;
  readonly expired: number;
}

/** Counts what notification recorded of services' copies, as a service is told when it connects. */
@Injectable()
export class UndeliveredCopies implements OnModuleInit, OnApplicationShutdown {
  readonly #parked = new Map<ServiceId, Set<string>>();
  readonly #expired = new Map<ServiceId, number>();
  readonly #following: Following;

  constructor(@Inject(BUS) bus: Bus, @Inject(HEALTH) health: Health) {
    this.#following = new Following(bus, {
      stream: 'DELIVERY',
      filter: bus.subjects.deliveryAll(),
      from: 'first',
      fold: (of, fact) => this.#fold(of, fact),
    });
    health.add('deliveries', () => this.#following.fault);
  }

  onModuleInit(): void {
    this.#following.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#following.stop();
  }

  /** Resolves once all that is recorded now is counted. Throws `NotReached`. */
  current(): Promise<void> {
    return this.#following.current();
  }

  of(service: ServiceId): Undelivered {
    const parked = this.#parked.get(service)?.size ?? 0;
    return { parked, expired: this.#expired.get(service) ?? 0 };
  }

  #fold(aggregate: AggregateName, stored: Fact): void {
    if (aggregate.kind !== 'delivery') return;
    const { service } = aggregate;
    const { fact } = deliveryCodec.decode(stored.type, stored.data, undefined);
    const parked = this.#parked.get(service) ?? new Set<string>();
    this.#parked.set(service, parked);
    if (fact.type === 'NotificationParked') parked.add(fact.copy);
    else parked.delete(fact.copy);
    if (fact.type !== 'NotificationExpired') return;
    this.#expired.set(service, (this.#expired.get(service) ?? 0) + 1);
  }
}
