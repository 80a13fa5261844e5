import { METER, type Counter, type Meter } from '@liaison/contracts';
import {
  type ConnectionId,
  type DisconnectCause,
  type Instant,
  type Registry,
  type RegistryFact,
  type ServiceId,
  disconnectService,
} from '@liaison/domain';
import type { CommandContext, Outcome } from '@liaison/bus';
import { Inject, Injectable } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';

/** What ends a connection. */
export interface Ending {
  readonly connection: ConnectionId;
  readonly cause: DisconnectCause;
  /** undefined: now. */
  readonly lastSeen?: Instant | undefined;
}

/** Records that connections of services have ended. One that has ended already ends no more. */
@Injectable()
export class Endings {
  readonly #ended: Counter;

  constructor(
    private readonly registrations: Registrations,
    @Inject(METER) meter: Meter,
  ) {
    this.#ended = meter.counter(
      'liaison_service_connections_ended_total',
      'Connections of services that ended, by cause',
      ['cause'],
    );
  }

  async end(
    service: ServiceId,
    { connection, cause, lastSeen }: Ending,
    context: CommandContext,
  ): Promise<Outcome<RegistryFact, Registry>> {
    const outcome = await this.registrations.change(
      service,
      context,
      'ServiceDisconnected',
      (registry, now) =>
        disconnectService(registry, {
          connection,
          cause,
          lastSeen: lastSeen !== undefined && lastSeen < now ? lastSeen : now,
        }),
    );
    if ('accepted' in outcome && !outcome.repeated) this.#ended.add({ cause });
    return outcome;
  }
}
