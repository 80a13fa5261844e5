import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Settings, Subjects } from '@liaison/contracts';
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import {
  AuthorizationError,
  type Authenticator,
  type NatsConnection,
  connect,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import { BusAway } from './errors.js';
import { OwnFacts } from './fact-store/own-facts.js';
import { Outbox } from './requests/outbox.js';
import { Requests } from './requests/requests.js';
import { requireVersion } from './version.js';

/** How long a first connection is tried before it is given up, and how often. */
const CONNECT_FOR_MS = 10_000;
const CONNECT_PAUSE_MS = 250;
const CONNECT_TIMEOUT_MS = 5_000;
const RECONNECT_PAUSE_MS = 200;
/** A dead connection is noticed after two of these without an answer. */
const PING_MS = 3_000;

/** A connection to the engine with all that is made from it. */
export interface Bus {
  readonly nc: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly subjects: Subjects;
  /** For hot paths, instead of `nc.request`. */
  readonly requests: Requests;
  /** For hot paths, instead of `nc.publish`. */
  readonly outbox: Outbox;
  /** What was appended over this connection just now. */
  readonly own: OwnFacts;
  /** Who is connected: `availability`. */
  readonly name: string;
  /** False while the engine is away. */
  connected(): boolean;
  /** Told at every loss (false) and return (true) of the connection. */
  onChange(listener: (connected: boolean) => void): void;
  /** Waits for what is in flight, then drains and closes. Idempotent. */
  close(): Promise<void>;
}

/** What a connection is made from. */
export type BusSettings = Pick<
  Settings,
  'natsUrl' | 'natsSeedFile' | 'prefix' | 'partitions' | 'replica'
>;

/**
 * Connects to the engine as account LIAISON. Waits ten seconds for one that is starting; throws
 * `BusAway` where there is none or it refuses us, `EngineTooOld` below 2.15. Once connected it
 * reconnects for ever.
 */
export async function connectBus(
  settings: BusSettings,
  name: string,
  patienceMs = CONNECT_FOR_MS,
): Promise<Bus> {
  const nc = await dial(settings, name, patienceMs);
  try {
    requireVersion(nc.info?.version ?? '0');
    const jsm = await jetstreamManager(nc);
    return busOf(nc, jsm, new Subjects(settings.prefix, settings.partitions), name);
  } catch (error) {
    await nc.close();
    throw error;
  }
}

async function dial(
  settings: BusSettings,
  name: string,
  patienceMs: number,
): Promise<NatsConnection> {
  const credentials = await authenticator(settings.natsSeedFile);
  let failure: unknown;
  for (let attempt = 0; attempt * CONNECT_PAUSE_MS <= patienceMs; attempt++) {
    try {
      return await connect({
        servers: settings.natsUrl.split(',').map((url) => url.trim()),
        name: settings.replica === '' ? name : `${name}/${settings.replica}`,
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
  throw away(settings, failure);
}

function away(settings: BusSettings, cause: unknown): BusAway {
  const seed = settings.natsSeedFile === '' ? 'no seed' : `the seed in ${settings.natsSeedFile}`;
  const message = isRefusal(cause)
    ? `the engine at ${settings.natsUrl} refuses ${seed}; set LIAISON_NATS_SEED_FILE to the file with the seed of the account LIAISON`
    : `no engine answers at ${settings.natsUrl}; start nats-server there or set LIAISON_NATS_URL`;
  return new BusAway(message, { cause });
}

/** An engine under load may also give up waiting for our signature: that passes. */
function isRefusal(error: unknown): boolean {
  return error instanceof AuthorizationError && !/timeout/i.test(error.message);
}

async function authenticator(seedFile: string): Promise<Authenticator | undefined> {
  if (seedFile === '') return undefined;
  try {
    const seed = (await readFile(seedFile, 'utf8')).trim();
    return nkeyAuthenticator(new TextEncoder().encode(seed));
  } catch (cause) {
    throw new BusAway(
      `the seed file ${seedFile} cannot be read; set LIAISON_NATS_SEED_FILE to one that can`,
      { cause },
    );
  }
}

function busOf(nc: NatsConnection, jsm: JetStreamManager, subjects: Subjects, name: string): Bus {
  const outbox = new Outbox(nc);
  const requests = new Requests(nc, outbox);
  const listeners: ((connected: boolean) => void)[] = [];
  let connected = true;
  let closing: Promise<void> | undefined;
  const change = (now: boolean): void => {
    connected = now;
    if (now) requests.reconnected();
    else requests.disconnected();
    for (const listener of listeners) listener(now);
  };
  void watch(nc, change);
  return {
    nc,
    js: jetstream(nc),
    jsm,
    subjects,
    requests,
    outbox,
    own: new OwnFacts(),
    name,
    connected: () => connected,
    onChange: (listener) => void listeners.push(listener),
    close: () => (closing ??= end({ nc, requests, outbox }, connected)),
  };
}

async function watch(nc: NatsConnection, change: (connected: boolean) => void): Promise<void> {
  for await (const status of nc.status()) {
    if (status.type === 'disconnect') change(false);
    if (status.type === 'reconnect') change(true);
  }
}

async function end(
  { nc, requests, outbox }: Pick<Bus, 'nc' | 'requests' | 'outbox'>,
  connected: boolean,
): Promise<void> {
  await requests.idle();
  outbox.flush();
  if (connected && !nc.isClosed()) {
    // The engine may go away meanwhile: then there is nothing left to drain.
    await nc.drain().catch(() => undefined);
  }
  await nc.close();
}
