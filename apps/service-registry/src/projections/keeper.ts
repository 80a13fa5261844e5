import {
  BUS,
  type Bus,
  type EndedConnection,
  KeyedTasks,
  OWNERSHIP,
  type Ownership,
  type OwnershipListener,
  ServiceConnections,
} from '@liaison/bus';
import { METER, type Meter } from '@liaison/contracts';
import type { ConnectionId, ServiceId } from '@liaison/domain';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { clientOf, isClient } from '../connections/client.js';
import { Endings } from '../connections/endings.js';
import { ConnectionLeases, endedOf } from '../connections/leases.js';
import { Durables, isAmiss } from './durables.js';
import { Heads, type ServiceHead } from './heads.js';

/** How often all services owned are looked at, whatever was told: nothing missed stays missed. */
const SWEEP_MS = 10_000;
const LOOKS_AT_ONCE_MAX = 16;

/** What the engine says when a client's credentials have run out, or when it was told to end it. */
const EXPIRED = /expired/i;
const KICKED = /kicked/i;

/**
 * Keeps the services this replica owns as they ought to be: a connection without a lease, or that the
 * engine says has ended, is recorded as lost; nothing is handed over while nobody is connected; what
 * is retired loses its connections and its durable. All follows from the state, so every look finds
 * what an earlier one, or an earlier owner, left over.
 */
@Injectable()
export class Keeper
  implements OwnershipListener, OnApplicationBootstrap, BeforeApplicationShutdown
{
  readonly #log = new Logger('keeper');
  readonly #looks = new KeyedTasks(LOOKS_AT_ONCE_MAX, (service, error) =>
    this.#log.warn(`${service} is looked at again: ${String(error)}`),
  );
  /** Told by the engine, not looked at yet. */
  readonly #told = new Map<ServiceId, EndedConnection[]>();
  /** Retired, and seen off by this replica. */
  readonly #dismissed = new Set<ServiceId>();
  #sweep: NodeJS.Timeout | undefined;

  // oxlint-disable-next-line max-params -- providers, injected by token
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(OWNERSHIP) private readonly ownership: Ownership,
    @Inject(METER) meter: Meter,
    private readonly heads: Heads,
    private readonly leases: ConnectionLeases,
    private readonly engine: ServiceConnections,
    private readonly endings: Endings,
    private readonly durables: Durables,
  ) {
    meter.observe('liaison_connected_services', 'Services connected, in partitions owned', () =>
      this.#owned().reduce((sum, [, { registry }]) => sum + (registry.connections.length && 1), 0),
    );
  }

  onApplicationBootstrap(): void {
    this.heads.onChange((service) => this.#lookAt(service));
    this.leases.onEnded((service) => this.#lookAt(service));
    this.engine.onEnded((ended) => this.#hear(ended));
    this.ownership.add(this);
    this.#sweep = setInterval(() => void this.#sweepAll(), SWEEP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#looks.idle();
  }

  gained(partition: number): void {
    for (const service of this.heads.all().keys()) {
      if (this.bus.subjects.partitionOf(service) === partition) this.#lookSoon(service);
    }
  }

  /** Whatever is under way is decided again on the service's last fact: nothing is to be waited for. */
  lost(): void {}

  #owns(service: ServiceId): boolean {
    return this.ownership.owns(this.bus.subjects.partitionOf(service));
  }

  #owned(): readonly (readonly [ServiceId, ServiceHead])[] {
    return [...this.heads.all()].filter(([service]) => this.#owns(service));
  }

  #lookAt(service: ServiceId): void {
    if (this.#owns(service)) this.#lookSoon(service);
  }

  #lookSoon(service: ServiceId): void {
    this.#looks.add(service, () => this.#look(service));
  }

  #hear(ended: EndedConnection): void {
    const { service } = ended;
    if (!this.#owns(service)) return;
    this.#told.set(service, [...(this.#told.get(service) ?? []), ended]);
    this.#lookSoon(service);
  }

  /** Never rejects. */
  async #sweepAll(): Promise<void> {
    try {
      const durables = await this.durables.all();
      for (const [service, { registry }] of this.#owned()) {
        const live = this.leases.of(service);
        const missing = registry.connections.some((connection) => !live.has(connection));
        const stays = registry.status === 'retired' && !this.#dismissed.has(service);
        if (missing || stays || isAmiss(durables.get(service), registry)) this.#lookSoon(service);
      }
    } catch (error) {
      this.#log.warn(`the services are looked at again later: ${String(error)}`);
    }
  }

  async #look(service: ServiceId): Promise<void> {
    const told = this.#told.get(service) ?? [];
    this.#told.delete(service);
    if (!this.#owns(service)) return;
    for (const ended of told) await this.#believe(service, ended);
    const head = this.heads.get(service);
    if (head === undefined) return;
    for (const connection of head.registry.connections) await this.#bury(service, connection, head);
    if (head.registry.status === 'retired') await this.#dismiss(service);
    if (this.#owns(service)) await this.durables.settle(service, head.registry);
  }

  /** The engine says that a client has ended: the lease goes, unless its connection has another by now. */
  async #believe(service: ServiceId, ended: EndedConnection): Promise<void> {
    for (const [connection, client] of this.leases.of(service)) {
      if (!isClient(client, ended)) continue;
      const last = await this.leases.last(service, connection);
      if (!isClient(clientOf(last.body?.about), ended)) continue;
      await this.leases.end(service, connection, last);
      const after = await this.leases.last(service, connection);
      const head = this.heads.get(service);
      if (after.body !== undefined || head === undefined) continue;
      const cause = causeOf(ended.reason);
      await this.#record(service, head, { connection, cause, ...endedOf(after) });
    }
  }

  async #bury(service: ServiceId, connection: ConnectionId, head: ServiceHead): Promise<void> {
    const fate = await this.leases.fate(service, connection);
    if (fate === 'alive' || fate === 'unsure') return;
    await this.#record(service, head, { connection, cause: 'lost', ...fate });
  }

  async #record(
    service: ServiceId,
    { fact, correlation }: ServiceHead,
    ending: Parameters<Endings['end']>[1],
  ): Promise<void> {
    if (!this.#owns(service)) return;
    await this.endings.end(service, ending, {
      command: `lost:${fact}.${ending.connection}`,
      actor: 'app/service-registry',
      correlation,
      causation: fact,
    });
  }

  /** Its lines too, also one that has never said that it is connected: nobody comes in after it. */
  async #dismiss(service: ServiceId): Promise<void> {
    const connections = this.leases.of(service);
    if (connections.size === 0 && this.#dismissed.has(service)) return;
    for (const connection of connections.keys()) await this.leases.end(service, connection);
    if (await this.engine.end(service)) this.#dismissed.add(service);
  }
}

function causeOf(reason: string): 'lost' | 'kicked' | 'expired' {
  if (EXPIRED.test(reason)) return 'expired';
  return KICKED.test(reason) ? 'kicked' : 'lost';
}
