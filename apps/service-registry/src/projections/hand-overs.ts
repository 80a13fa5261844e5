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
export interface NotHandedOver {
  readonly parked: number;
  readonly expired: number;
}

const NONE: NotHandedOver = { parked: 0, expired: 0 };

/** Counts what notification recorded of services' copies, as a service is told when it connects. */
@Injectable()
export class HandOvers implements OnModuleInit, OnApplicationShutdown {
  readonly #counts = new Map<ServiceId, NotHandedOver>();
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

  of(service: ServiceId): NotHandedOver {
    return this.#counts.get(service) ?? NONE;
  }

  #fold(aggregate: AggregateName, stored: Fact): void {
    if (aggregate.kind !== 'delivery') return;
    const { service } = aggregate;
    const { fact } = deliveryCodec.decode(stored.type, stored.data, undefined);
    const { parked, expired } = this.of(service);
    switch (fact.type) {
      case 'NotificationParked':
        this.#counts.set(service, { parked: parked + 1, expired });
        break;
      case 'NotificationReplayed':
        this.#counts.set(service, { parked: Math.max(0, parked - 1), expired });
        break;
      case 'NotificationExpired':
        this.#counts.set(service, { parked, expired: expired + 1 });
        break;
    }
  }
}
