import type { EndedConnection, ServiceConnection } from '@liaison/bus';
import type { EngineClient, JsonObject } from '@liaison/contracts';

/** What a lease says of its connection. */
export function clientOf(about: JsonObject | undefined): EngineClient | undefined {
  const client = about?.['client'] as JsonObject | undefined;
  const { server, id } = client ?? {};
  return typeof server === 'string' && typeof id === 'number' ? { server, id } : undefined;
}

/** Whether the engine speaks of this client: by its number on that server. */
export function isClient(
  client: EngineClient | undefined,
  told: Pick<EndedConnection | ServiceConnection, 'server' | 'client'>,
): boolean {
  return client?.id === told.client && client.server === told.server;
}
