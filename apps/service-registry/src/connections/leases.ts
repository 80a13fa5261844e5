import {
  BUS,
  type Bus,
  type LastLease,
  LeaseBoard,
  SERVICE_LEASE,
  ServiceLeases,
} from '@liaison/bus';
import { type EngineClient, HEALTH, type Health } from '@liaison/contracts';
import type { ConnectionId, ServiceId } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { clientOf } from './client.js';

/** A connection whose lease is over, and when it was last heard of, if that is known. */
export interface Ended {
  readonly lastSeen?: string;
}

/** The leases of services' connections: written here, and read by their owner. */
@Injectable()
export class ConnectionLeases implements OnModuleInit, OnApplicationShutdown {
  readonly #leases: ServiceLeases;
  readonly #board: LeaseBoard;
  readonly #listeners: ((service: ServiceId) => void)[] = [];

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(HEALTH) health: Health,
  ) {
    this.#leases = new ServiceLeases(bus);
    this.#board = new LeaseBoard(bus, bus.subjects.serviceLeases());
    health.add('leases', () =>
      this.#board.current ? undefined : 'the leases of connections are not read: is the engine up?',
    );
  }

  async onModuleInit(): Promise<void> {
    this.#board.onLeft(({ id }) => {
      const service = id.slice(0, id.indexOf('.'));
      for (const listener of this.#listeners) listener(service);
    });
    await this.#board.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#board.stop();
  }

  /** Told of a service when one of its leases has ended. */
  onEnded(listener: (service: ServiceId) => void): void {
    this.#listeners.push(listener);
  }

  /** A connection begins, or begins anew through another client of the engine. */
  begin(service: ServiceId, connection: ConnectionId, client?: EngineClient): Promise<void> {
    const about = client === undefined ? {} : { client: { ...client } };
    return this.#leases.begin({ service, connection }, about);
  }

  /** False: it is over. */
  keep(service: ServiceId, connection: ConnectionId): Promise<boolean> {
    return this.#leases.keep({ service, connection });
  }

  /** Unless it has changed since it was read. */
  end(service: ServiceId, connection: ConnectionId, read?: LastLease): Promise<void> {
    return this.#leases.end({ service, connection }, read);
  }

  last(service: ServiceId, connection: ConnectionId): Promise<LastLease> {
    return this.#leases.last({ service, connection });
  }

  /** Connections of a service that have a lease, as far as this replica has heard, and their clients. */
  of(service: ServiceId): ReadonlyMap<ConnectionId, EngineClient | undefined> {
    const found = new Map<ConnectionId, EngineClient | undefined>();
    const head = `${service}.`;
    for (const [id, { about }] of this.#board.members()) {
      if (id.startsWith(head)) found.set(id.slice(head.length), clientOf(about));
    }
    return found;
  }

  /**
   * Whether a connection is over. Never by what the board does not show: it may lag, or have been
   * emptied by our own absence, so the lease itself is read at its leader. `unsure`: cut off.
   */
  async fate(service: ServiceId, connection: ConnectionId): Promise<'alive' | 'unsure' | Ended> {
    if (!this.#board.current) return 'unsure';
    if (this.#board.members().has(`${service}.${connection}`)) return 'alive';
    const last = await this.last(service, connection);
    if (last.body !== undefined) return 'alive';
    return endedOf(last);
  }
}

/** A lease that ran out was renewed for the last time its whole length before. */
export function endedOf({ stored, expired }: LastLease): Ended {
  if (stored === undefined) return {};
  const agoMs = expired ? SERVICE_LEASE.ttlMs : 0;
  return { lastSeen: new Date(Date.parse(stored) - agoMs).toISOString() };
}
