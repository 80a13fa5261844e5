import { BUS, type Bus, GATEWAY_LEASE, LeaseBoard, lastLease } from '@liaison/bus';
import { HEALTH, type Health } from '@liaison/contracts';
import type { GatewayId, Instant } from '@liaison/domain';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';

/** What became of a gateway; `unsure`: cut off from the engine, or not all has been read since. */
export type Fate = 'alive' | 'unsure' | { readonly gone: true; readonly lastSeen?: Instant };

/**
 * Which gateways are alive. Nobody is declared gone by what the board does not show: it may lag, or
 * have been emptied by our own absence. The lease itself is read at its stream's leader first.
 */
@Injectable()
export class Gateways implements OnModuleInit, OnApplicationShutdown {
  readonly #board: LeaseBoard;
  readonly #listeners = new Set<() => void>();
  readonly #reading = new Map<GatewayId, Promise<Fate>>();

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(HEALTH) health: Health,
  ) {
    this.#board = new LeaseBoard(bus, bus.subjects.gatewayLeases());
    health.add('gateways', () =>
      this.#board.current
        ? undefined
        : 'the leases of the gateways are not read: is the engine up?',
    );
  }

  async onModuleInit(): Promise<void> {
    const tell = (): void => {
      for (const listener of this.#listeners) listener();
    };
    this.#board.onLeft(tell);
    this.#board.onRead(tell);
    await this.#board.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#board.stop();
  }

  /** Told when a gateway may have gone; ends with what it answers. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many are alive. */
  get alive(): number {
    return this.#board.members().size;
  }

  async fate(gateway: GatewayId): Promise<Fate> {
    if (!this.#board.current) return 'unsure';
    if (this.#board.members().has(gateway)) return 'alive';
    const reading = this.#reading.get(gateway) ?? this.#read(gateway);
    this.#reading.set(gateway, reading);
    return reading;
  }

  async #read(gateway: GatewayId): Promise<Fate> {
    try {
      const last = await lastLease(this.bus, this.bus.subjects.gatewayLease(gateway));
      if (last.body !== undefined) return 'alive';
      if (last.stored === undefined) return { gone: true };
      // A lease that ran out was renewed for the last time its whole length before.
      const agoMs = last.expired ? GATEWAY_LEASE.ttlMs : 0;
      const lastSeen = new Date(Date.parse(last.stored) - agoMs).toISOString();
      return { gone: true, lastSeen };
    } catch {
      // No leader, or no connection: nobody is ended by guessing, and the next look asks again.
      return 'unsure';
    } finally {
      this.#reading.delete(gateway);
    }
  }
}
