import { BUS, type Bus, Following } from '@liaison/bus';
import {
  type AggregateName,
  type Fact,
  HEALTH,
  type Health,
  registryCodec,
} from '@liaison/contracts';
import type { FactId, Registry, ServiceId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** A service as its last fact says. */
export interface ServiceHead {
  readonly registry: Registry;
  /** The last fact, and the chain it belongs to. */
  readonly fact: FactId;
  readonly correlation: string;
}

/**
 * The heads of all services, in every replica: one reading of REGISTRY, from the last fact of each
 * service. What it says may be a moment old: accept on it, refuse on what the leader says, or make it
 * `current` first.
 */
@Injectable()
export class Heads implements OnModuleInit, OnApplicationShutdown {
  readonly #heads = new Map<ServiceId, ServiceHead>();
  readonly #listeners: ((service: ServiceId) => void)[] = [];
  readonly #following: Following;

  constructor(@Inject(BUS) bus: Bus, @Inject(HEALTH) health: Health) {
    this.#following = new Following(bus, {
      stream: 'REGISTRY',
      filter: bus.subjects.registryAll(),
      from: 'last',
      fold: (of, fact) => this.#fold(of, fact),
    });
    health.add('registry', () => this.#following.fault);
  }

  async onModuleInit(): Promise<void> {
    this.#following.start();
    await this.current();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#following.stop();
  }

  get(service: ServiceId): ServiceHead | undefined {
    return this.#heads.get(service);
  }

  /** By id. */
  all(): ReadonlyMap<ServiceId, ServiceHead> {
    return this.#heads;
  }

  /** Told of a service after each of its facts. */
  onChange(listener: (service: ServiceId) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves once all that is stored now has been read. Throws `NotReached` after 5 s. */
  current(): Promise<void> {
    return this.#following.current();
  }

  #fold(aggregate: AggregateName, fact: Fact): void {
    if (aggregate.kind !== 'registry') return;
    const { service } = aggregate;
    const { head: registry } = registryCodec.decode(fact.type, fact.data, undefined);
    this.#heads.set(service, { registry, fact: fact.id, correlation: fact.correlation });
    for (const listener of this.#listeners) listener(service);
  }
}
