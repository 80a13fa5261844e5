import type { Msg, NatsConnection } from '@nats-io/transport-node';

/** A connection of a service, as the engine lists it. */
export interface ServiceConnection {
  /** Name of the server that has it, as `Nats-Request-Info` names it. */
  readonly server: string;
  /** The client's number on that server. */
  readonly client: number;
  /** What the client calls itself, if anything. */
  readonly name?: string;
}

/** How long servers are waited for, and, after an answer, the next one. */
const GATHER_MS = 2_000;
const STALL_MS = 150;
/** Connections of one user on one server that are listed at most. */
const LISTED_MAX = 1_024;

interface Connz {
  readonly server?: { readonly name?: string };
  readonly data?: {
    readonly connections?: readonly { readonly cid?: number; readonly name?: string }[];
  };
}

/** Asks every server (CONNZ) for the connections of a user of an account. */
export async function connectionsOf(
  nc: NatsConnection,
  account: string,
  user: string,
): Promise<readonly ServiceConnection[]> {
  const wanted = { acc: account, user, auth: true, limit: LISTED_MAX };
  const answers = await fromAll(nc, '$SYS.REQ.SERVER.PING.CONNZ', wanted);
  const found: ServiceConnection[] = [];
  for await (const answer of answers) found.push(...listed(answer.json<Connz>()));
  return found;
}

/** The id a server goes by in requests; undefined: none of this name is there. */
export async function serverId(nc: NatsConnection, name: string): Promise<string | undefined> {
  for await (const answer of await fromAll(nc, '$SYS.REQ.SERVER.PING.IDZ', {})) {
    const said = answer.json<{ readonly name?: string; readonly id?: string }>();
    if (said.name === name) return said.id;
  }
  return undefined;
}

/** Answers of all servers, as many as there are. */
export function fromAll(
  nc: NatsConnection,
  subject: string,
  wanted: object,
): Promise<AsyncIterable<Msg>> {
  const waiting = { strategy: 'stall', maxWait: GATHER_MS, stall: STALL_MS } as const;
  return nc.requestMany(subject, JSON.stringify(wanted), waiting);
}

function listed({ server, data }: Connz): readonly ServiceConnection[] {
  const at = server?.name;
  if (at === undefined) return [];
  return (data?.connections ?? []).flatMap(({ cid, name }) => {
    if (cid === undefined) return [];
    return [{ server: at, client: cid, ...(name === undefined ? {} : { name }) }];
  });
}
