/** A service's connection that has ended, as the engine tells it. */
export interface EndedConnection {
  /** Name of the server that had it, as `Nats-Request-Info` names it. */
  readonly server: string;
  /** The client's number on that server. */
  readonly client: number;
  /** The service, which is the user's name. */
  readonly service: string;
  /** Why, in the engine's words: `Client Closed`, `Stale Connection`, `Kicked`. */
  readonly reason: string;
}

interface Advisory {
  readonly server?: { readonly name?: unknown };
  readonly client?: { readonly id?: unknown; readonly user?: unknown };
  readonly reason?: unknown;
}

/** Reads `$SYS.ACCOUNT.<account>.DISCONNECT`; undefined: no such message. */
export function endedConnection(bytes: Uint8Array): EndedConnection | undefined {
  const said = JSON.parse(Buffer.from(bytes).toString()) as Advisory;
  const server = said.server?.name;
  const { id: client, user: service } = said.client ?? {};
  if (typeof server !== 'string' || typeof client !== 'number') return undefined;
  if (typeof service !== 'string') return undefined;
  return { server, client, service, reason: typeof said.reason === 'string' ? said.reason : '' };
}
