import type { EndedConnection, ServiceConnection } from '@liaison/bus';
import type { JsonObject } from '@liaison/contracts';

/** The engine's own name for a service's connection; `server` may be the server's id or its name. */
export interface EngineClient {
  readonly server: string;
  readonly id: number;
}

/** Ids of servers are public nkeys; a name may be anything else. */
const SERVER_ID = /^N[A-Z2-7]{55}$/;

/** What a lease says of its connection. */
export function clientOf(about: JsonObject | undefined): EngineClient | undefined {
  const client = about?.['client'] as JsonObject | undefined;
  const { server, id } = client ?? {};
  return typeof server === 'string' && typeof id === 'number' ? { server, id } : undefined;
}

/** Whether the engine speaks of this client: by its number, and by the server where that is known. */
export function isClient(
  client: EngineClient | undefined,
  told: Pick<EndedConnection | ServiceConnection, 'server' | 'client'>,
): boolean {
  if (client === undefined || client.id !== told.client) return false;
  return client.server === told.server || !SERVER_ID.test(client.server);
}
