import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AuthorizationError,
  type Authenticator,
  type NatsConnection,
  connect,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { BusAway } from './errors.js';

/** How long a first connection is tried before it is given up, and how often. */
const CONNECT_FOR_MS = 10_000;
const CONNECT_PAUSE_MS = 250;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_PAUSE_MS = 200;
/** A dead connection is noticed after two of these without an answer. */
const PING_MS = 3_000;

/** Where a connection goes, and as whom. */
export interface Dialling {
  readonly natsUrl: string;
  readonly seedFile: string;
  /** What the seed is a user of, and which setting names its file. */
  readonly account: string;
  readonly setting: string;
  /** Who connects, as the engine lists it. */
  readonly name: string;
  readonly patienceMs?: number;
}

/**
 * Connects with a seed. Waits ten seconds for an engine that is starting; throws `BusAway` where
 * there is none or it refuses us. Once connected it reconnects for ever.
 */
export async function dial(wanted: Dialling): Promise<NatsConnection> {
  const credentials = await authenticator(wanted);
  const { patienceMs = CONNECT_FOR_MS } = wanted;
  let failure: unknown;
  for (let attempt = 0; attempt * CONNECT_PAUSE_MS <= patienceMs; attempt++) {
    try {
      return await connect({
        servers: wanted.natsUrl.split(',').map((url) => url.trim()),
        name: wanted.name,
        noAsyncTraces: true,
        maxReconnectAttempts: -1,
        reconnectTimeWait: RECONNECT_PAUSE_MS,
        timeout: CONNECT_TIMEOUT_MS,
        pingInterval: PING_MS,
        maxPingOut: 2,
        ignoreAuthErrorAbort: true,
        ...(credentials === undefined ? {} : { authenticator: credentials }),
      });
    } catch (error) {
      failure = error;
      if (isRefusal(error)) break;
      await pause(CONNECT_PAUSE_MS);
    }
  }
  throw away(wanted, failure);
}

function away({ natsUrl, seedFile, account, setting }: Dialling, cause: unknown): BusAway {
  const seed = seedFile === '' ? 'no seed' : `the seed in ${seedFile}`;
  const message = isRefusal(cause)
    ? `the engine at ${natsUrl} refuses ${seed}; set ${setting} to the file with the seed of the account ${account}`
    : `no engine answers at ${natsUrl}; start nats-server there or set LIAISON_NATS_URL`;
  return new BusAway(message, { cause });
}

/** An engine under load may also give up waiting for our signature: that passes. */
function isRefusal(error: unknown): boolean {
  return error instanceof AuthorizationError && !/timeout/i.test(error.message);
}

async function authenticator({ seedFile, setting }: Dialling): Promise<Authenticator | undefined> {
  if (seedFile === '') return undefined;
  try {
    const seed = (await readFile(seedFile, 'utf8')).trim();
    return nkeyAuthenticator(new TextEncoder().encode(seed));
  } catch (cause) {
    throw new BusAway(`the seed file ${seedFile} cannot be read; set ${setting} to one that can`, {
      cause,
    });
  }
}
