import { type CommandContext, ServiceConnections } from '@liaison/bus';
import { type Refusal, refusal } from '@liaison/contracts';
import { type ConnectionId, type ServiceId, notRegistered } from '@liaison/domain';
import { Injectable } from '@nestjs/common';
import { clientOf, isClient } from '../connections/client.js';
import { Endings } from '../connections/endings.js';
import { ConnectionLeases } from '../connections/leases.js';
import { Registrations } from './registrations.js';

/** What a kick came to. */
export type Kicked =
  | { readonly kicked: readonly ConnectionId[] }
  | { readonly refused: Refusal }
  | { readonly unknown: true };

/** Ends connections of services for an operator (C11.2): the fact, the lease, then the engine's client. */
@Injectable()
export class Kicks {
  // oxlint-disable-next-line max-params -- providers, injected by type
  constructor(
    private readonly registrations: Registrations,
    private readonly endings: Endings,
    private readonly leases: ConnectionLeases,
    private readonly engine: ServiceConnections,
  ) {}

  /** One connection, or all. */
  async kick(
    service: ServiceId,
    only: ConnectionId | undefined,
    context: CommandContext,
  ): Promise<Kicked> {
    const registry = await this.registrations.last(service);
    const code = notRegistered(registry);
    if (code !== undefined) return { refused: refusal(code) };
    if (only !== undefined) return this.#alone(service, only, context);
    return this.#all(service, registry.connections, context);
  }

  /** A command comes to one fact: the first connection's is the caller's, the others follow from it. */
  async #all(
    service: ServiceId,
    connections: readonly ConnectionId[],
    context: CommandContext,
  ): Promise<Kicked> {
    const kicked: ConnectionId[] = [];
    for (const [at, connection] of connections.entries()) {
      const command = at === 0 ? context.command : `kick:${context.command}.${connection}`;
      const one = await this.#alone(service, connection, { ...context, command });
      if ('unknown' in one) return one;
      if ('refused' in one) continue;
      kicked.push(...one.kicked);
      // Repeated: what it ended then is all it ends, whoever has connected since.
      if (!one.kicked.includes(connection)) return one;
    }
    await this.engine.end(service);
    return { kicked };
  }

  /** A repeated command finds the connection over: its answer is the fact's. */
  async #alone(
    service: ServiceId,
    connection: ConnectionId,
    context: CommandContext,
  ): Promise<Kicked> {
    const outcome = await this.endings.end(service, { connection, cause: 'kicked' }, context);
    if ('unknown' in outcome || 'refused' in outcome) return outcome;
    const ended = 'accepted' in outcome ? outcome.accepted.fact : undefined;
    if (ended?.type !== 'ServiceDisconnected') return { kicked: [] };
    if (ended.connection !== connection) return { kicked: [ended.connection] };
    const last = await this.leases.last(service, connection);
    await this.leases.end(service, connection, last);
    const client = clientOf(last.body?.about);
    if (client !== undefined) await this.engine.end(service, (told) => isClient(client, told));
    return { kicked: [connection] };
  }
}
