import { BUS, type Bus, type Followed, Following } from '@liaison/bus';
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
  Interests,
  Wants,
  initialRegistry,
  initialSelection,
  notActing,
} from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LastChanges } from './last-changes.js';

/** The declarations, grants, selections and accounts in force, by the last fact of each. */
@Injectable()
export class Folds implements InForce, OnModuleInit, OnApplicationShutdown {
  readonly registries: Following;
  readonly selections: Following;
  readonly accounts: Following;
  readonly #registry = new Map<ServiceId, Registry>();
  readonly #selection = new Map<UserId, Selection>();
  readonly #acting = new Set<UserId>();
  readonly #interests = new Interests();
  readonly #erased = new Set<UserId>();
  readonly #erasing: ((user: UserId) => void)[] = [];
  /** FACTS sequence of each user's last fact, of each service's in REGISTRY. */
  readonly selectionChanges = new LastChanges();
  readonly accountChanges = new LastChanges();
  readonly registryChanges = new LastChanges();
  readonly #wants = new Wants();
  readonly #listeners: ((service: ServiceId) => void)[] = [];

  constructor(@Inject(BUS) bus: Bus, @Inject(HEALTH) health: Health) {
    const { subjects } = bus;
    const follow = (stream: string, filter: string, fold: Followed['fold']): Following =>
      new Following(bus, { stream, filter, from: 'last', fold });
    this.registries = follow('REGISTRY', subjects.registryAll(), (...fact) =>
      this.#foldRegistry(...fact),
    );
    this.selections = follow('FACTS', subjects.selectionsAll(), (...fact) =>
      this.#foldSelection(...fact),
    );
    this.accounts = follow('FACTS', subjects.accountsAll(), (...fact) =>
      this.#foldAccount(...fact),
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

  /** Tells of every user who is erased from now on, and of some who were before. */
  onErased(listener: (user: UserId) => void): void {
    this.#erasing.push(listener);
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

  interested(sender: ServiceId, type: string): ReadonlySet<UserId> {
    return this.#interests.of({ sender, type });
  }

  isErased(user: UserId): boolean {
    return this.#erased.has(user);
  }

  isActing(user: UserId): boolean {
    return this.#acting.has(user);
  }

  #foldRegistry(aggregate: AggregateName, { type, data }: Fact, sequence: number): void {
    if (aggregate.kind !== 'registry') return;
    const { service } = aggregate;
    const { head } = registryCodec.decode(type, data, undefined);
    const isNew = !this.#registry.has(service);
    this.#registry.set(service, head);
    this.registryChanges.set(service, sequence);
    this.#wants.set(service, head);
    if (isNew) for (const listener of this.#listeners) listener(service);
  }

  #foldSelection(aggregate: AggregateName, { type, data }: Fact, sequence: number): void {
    if (aggregate.kind !== 'selection') return;
    const { user } = aggregate;
    const { head } = selectionCodec.decode(type, data, undefined);
    this.#selection.set(user, head);
    this.#interests.set(user, head);
    this.selectionChanges.set(user, sequence);
  }

  #foldAccount(aggregate: AggregateName, { type, data }: Fact, sequence: number): void {
    if (aggregate.kind !== 'account') return;
    const { user } = aggregate;
    const refused = notActing(accountOfShut({ type, data }));
    if (refused === undefined) this.#acting.add(user);
    else this.#acting.delete(user);
    this.accountChanges.set(user, sequence);
    if (refused !== 'erased') return;
    this.#erased.add(user);
    for (const listener of this.#erasing) listener(user);
  }

  #all(): readonly Following[] {
    return [this.registries, this.selections, this.accounts];
  }
}
