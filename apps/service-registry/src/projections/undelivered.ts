import { BUS, type Bus, Following, readToEnd } from '@liaison/bus';
import {
  type AggregateName,
  type Fact,
  HEALTH,
  type Health,
  deliveryCodec,
  erasedCopyId,
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
  /** Copies of which an erasure has left the id alone: they are parked no more. */
  readonly #erased = new Set<string>();
  #erasedUpTo = 0;
  readonly #following: Following;

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(HEALTH) health: Health,
  ) {
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
  async current(): Promise<void> {
    await Promise.all([this.#following.current(), this.#readErased()]);
  }

  of(service: ServiceId): Undelivered {
    const parked = this.#parked.get(service) ?? new Set<string>();
    for (const copy of parked) if (this.#erased.has(copy)) parked.delete(copy);
    return { parked: parked.size, expired: this.#expired.get(service) ?? 0 };
  }

  /** Those of all services, from where it was read before; what is read twice is the same. */
  async #readErased(): Promise<void> {
    const filter = this.bus.subjects.parkedServices();
    const last = await this.bus.jsm.streams.getMessage('PARKED', { last_by_subj: filter });
    if (last === null || last.seq <= this.#erasedUpTo) return;
    const from = this.#erasedUpTo + 1;
    const start = { stream: 'PARKED', filter, from, headersOnly: true } as const;
    await readToEnd(this.bus, start, ({ headers, seq }) => {
      const copy = erasedCopyId(headers);
      if (copy !== undefined) this.#erased.add(copy);
      this.#erasedUpTo = Math.max(this.#erasedUpTo, seq);
    });
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
