import { BUS, type Bus, Following } from '@liaison/bus';
import {
  type AggregateName,
  type Fact,
  HEALTH,
  type Health,
  accountOfShut,
  registryCodec,
  selectionCodec,
} from '@liaison/contracts';
import {
  type InForce,
  type Registry,
  type Selection,
  type ServiceId,
  type UserId,
  Wants,
  initialRegistry,
  initialSelection,
  notActing,
} from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** The declarations, grants, selections and accounts in force, by the last fact of each. */
@Injectable()
export class Folds implements InForce, OnModuleInit, OnApplicationShutdown {
  readonly registries: Following;
  readonly selections: Following;
  readonly accounts: Following;
  readonly #registry = new Map<ServiceId, Registry>();
  readonly #selection = new Map<UserId, Selection>();
  readonly #acting = new Set<UserId>();
  readonly #wants = new Wants();
  readonly #listeners: ((service: ServiceId) => void)[] = [];

  constructor(@Inject(BUS) bus: Bus, @Inject(HEALTH) health: Health) {
    const { subjects } = bus;
    const follow = (
      stream: string,
      filter: string,
      fold: (aggregate: AggregateName, fact: Fact) => void,
    ): Following => new Following(bus, { stream, filter, from: 'last', fold });
    this.registries = follow('REGISTRY', subjects.registryAll(), (of, fact) =>
      this.#foldRegistry(of, fact),
    );
    this.selections = follow('FACTS', subjects.selectionsAll(), (of, fact) =>
      this.#foldSelection(of, fact),
    );
    this.accounts = follow('FACTS', subjects.accountsAll(), (of, fact) =>
      this.#foldAccount(of, fact),
    );
    health.add('in force', () => this.#all().find(({ fault }) => fault !== undefined)?.fault);
  }

  onModuleInit(): void {
    for (const following of this.#all()) following.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#all().map((following) => following.stop()));
  }

  /** Tells of every service there is, and of every one to come. */
  onService(listener: (service: ServiceId) => void): void {
    this.#listeners.push(listener);
    for (const service of this.#registry.keys()) listener(service);
  }

  services(): Iterable<ServiceId> {
    return this.#registry.keys();
  }

  registry(service: ServiceId): Registry {
    return this.#registry.get(service) ?? initialRegistry;
  }

  wanting(type: string, sender: ServiceId): readonly ServiceId[] {
    return this.#wants.of(type, sender);
  }

  selection(user: UserId): Selection {
    return this.#selection.get(user) ?? initialSelection;
  }

  isActing(user: UserId): boolean {
    return this.#acting.has(user);
  }

  #foldRegistry(aggregate: AggregateName, { type, data }: Fact): void {
    if (aggregate.kind !== 'registry') return;
    const { service } = aggregate;
    const { head } = registryCodec.decode(type, data, undefined);
    const isNew = !this.#registry.has(service);
    this.#registry.set(service, head);
    this.#wants.set(service, head);
    if (isNew) for (const listener of this.#listeners) listener(service);
  }

  #foldSelection(aggregate: AggregateName, { type, data }: Fact): void {
    if (aggregate.kind !== 'selection') return;
    this.#selection.set(aggregate.user, selectionCodec.decode(type, data, undefined).head);
  }

  #foldAccount(aggregate: AggregateName, { type, data }: Fact): void {
    if (aggregate.kind !== 'account') return;
    if (notActing(accountOfShut(type, data)) === undefined) this.#acting.add(aggregate.user);
    else this.#acting.delete(aggregate.user);
  }

  #all(): readonly Following[] {
    return [this.registries, this.selections, this.accounts];
  }
}
