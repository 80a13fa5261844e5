import { BUS, type Bus, durableState } from '@liaison/bus';
import { SETTINGS, type Settings } from '@liaison/contracts';
import type { ServiceId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

/** Of what is left of the room, so much is filled before it is asked for again: others fill it too. */
const TRUSTED_PART = 8;
const TRUSTED_MS = 5_000;

interface Room {
  left: number;
  /** Copies that may be sent before it is asked for again. */
  trusted: number;
  readonly askedMs: number;
}

/** How much room is left for each service's copies: where there is none, a new one is parked. */
@Injectable()
export class Backlogs {
  readonly #rooms = new Map<ServiceId, Room>();

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Before copies for these are sent: where room is short, it is asked for. Throws what the bus does. */
  async prepare(services: Iterable<ServiceId>): Promise<void> {
    const asked = [...new Set(services)].filter((service) => !this.#isTrusted(service));
    await Promise.all(asked.map((service) => this.#ask(service)));
  }

  /** Takes room for one copy; false: there is none. */
  take(service: ServiceId): boolean {
    const room = this.#rooms.get(service);
    if (room === undefined) return true;
    if (room.left <= 0) return false;
    room.left--;
    room.trusted--;
    return true;
  }

  #isTrusted(service: ServiceId): boolean {
    const room = this.#rooms.get(service);
    if (room === undefined || room.trusted <= 0) return false;
    return performance.now() - room.askedMs < TRUSTED_MS;
  }

  async #ask(service: ServiceId): Promise<void> {
    const askedMs = performance.now();
    const { backlog } = await durableState(this.bus, service);
    const left = this.settings.backlogMax - backlog;
    this.#rooms.set(service, { left, trusted: Math.floor(left / TRUSTED_PART), askedMs });
  }
}
