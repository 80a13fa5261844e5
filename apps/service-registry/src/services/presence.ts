import { type Refusal, refusal } from '@liaison/contracts';
import {
  type ConnectionId,
  type Registry,
  type ServiceId,
  initialRegistry,
  notRegistered,
} from '@liaison/domain';
import { Injectable } from '@nestjs/common';
import { Heads } from '../projections/heads.js';
import { Registrations } from './registrations.js';

/** Whether a connection of a service is one: accepted on what is near, refused on what the leader says. */
@Injectable()
export class Presence {
  constructor(
    private readonly heads: Heads,
    private readonly registrations: Registrations,
  ) {}

  /** Undefined: it is connected. */
  async whyNot(service: ServiceId, connection: ConnectionId): Promise<Refusal | undefined> {
    const near = this.heads.get(service)?.registry ?? initialRegistry;
    if (refusalOf(near, connection) === undefined) return undefined;
    return refusalOf(await this.registrations.last(service), connection);
  }
}

/** A connection that has ended is never revived. */
export function connectionOver(): Refusal {
  return {
    ...refusal('not-connected', { message: 'this connection of the service is over' }),
    fix: 'connect again, with a new connection id',
  };
}

function refusalOf(registry: Registry, connection: ConnectionId): Refusal | undefined {
  const code = notRegistered(registry);
  if (code !== undefined) return refusal(code);
  return registry.connections.includes(connection) ? undefined : connectionOver();
}
