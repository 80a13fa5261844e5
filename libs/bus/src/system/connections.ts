import type { NatsConnection } from '@nats-io/transport-node';

/** A connection of a service, as the engine lists it. */
export interface ServiceConnection {
  /** Id of the server that has it. */
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
  readonly server?: { readonly id?: string };
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
  const answers = await nc.requestMany('$SYS.REQ.SERVER.PING.CONNZ', JSON.stringify(wanted), {
    strategy: 'stall',
    maxWait: GATHER_MS,
    stall: STALL_MS,
  });
  const found: ServiceConnection[] = [];
  for await (const answer of answers) found.push(...listed(answer.json<Connz>()));
  return found;
}

function listed({ server, data }: Connz): readonly ServiceConnection[] {
  const id = server?.id;
  if (id === undefined) return [];
  return (data?.connections ?? []).flatMap(({ cid, name }) => {
    if (cid === undefined) return [];
    return [{ server: id, client: cid, ...(name === undefined ? {} : { name }) }];
  });
}
