import { BUS, type Bus, type ServiceDurable, ServiceDurables } from '@liaison/bus';
import { SETTINGS, type Settings } from '@liaison/contracts';
import type { Registry, ServiceId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';

/** The durables that notifications wait in, as the registry says they ought to be. */
@Injectable()
export class Durables {
  readonly #durables: ServiceDurables;

  constructor(
    @Inject(BUS) bus: Bus,
    @Inject(SETTINGS) { ackWaitMs }: Settings,
    private readonly registrations: Registrations,
  ) {
    this.#durables = new ServiceDurables(bus, ackWaitMs);
  }

  /** All there are, by service. */
  async all(): Promise<ReadonlyMap<ServiceId, ServiceDurable>> {
    return new Map((await this.#durables.all()).map((durable) => [durable.service, durable]));
  }

  /**
   * Makes a service's durable what it ought to be: there once something was declared, handing over
   * while somebody is connected, gone when the service is retired. What is said of the connections may
   * be old: nobody's is paused before the leader says so too.
   */
  async settle(service: ServiceId, registry: Registry): Promise<ServiceDurable | undefined> {
    const { status, declaration, connections } = registry;
    if (status !== 'registered') {
      await this.#durables.remove(service);
      return undefined;
    }
    if (declaration === undefined) return undefined;
    const durable = await this.#durables.ensure(service, declaration);
    const paused = connections.length === 0;
    if (paused && !durable.paused && !(await this.#isLeft(service))) return durable;
    if (durable.paused !== paused) {
      await (paused ? this.#durables.pause(durable) : this.#durables.resume(durable));
    }
    return { ...durable, paused };
  }

  async #isLeft(service: ServiceId): Promise<boolean> {
    return (await this.registrations.last(service)).connections.length === 0;
  }
}

/** Whether a durable, as it was listed, is not what the registry says it ought to be. */
export function isAmiss(durable: ServiceDurable | undefined, registry: Registry): boolean {
  const { status, declaration, connections } = registry;
  if (status !== 'registered') return durable !== undefined;
  if (declaration === undefined) return false;
  if (durable === undefined) return true;
  return durable.paused !== (connections.length === 0);
}
