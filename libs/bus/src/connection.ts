import { type EngineTimes, type Settings, Subjects, engineTimes } from '@liaison/contracts';
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { dial } from './dial.js';
import { OwnFacts } from './fact-store/own-facts.js';
import { Outbox } from './requests/outbox.js';
import { Requests } from './requests/requests.js';
import { requireVersion } from './version.js';

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
  /** What the engine's recorded times are by our clock; leases go by the engine's own. */
  readonly times: EngineTimes;
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

/** What a connection may be told beside its settings. */
export interface BusOptions {
  /** How our clock and the engine's go together; absent: they are one. */
  readonly times?: EngineTimes;
  /** How long an engine that does not answer is waited for; ten seconds where absent. */
  readonly patienceMs?: number;
}

/**
 * Connects to the engine as account LIAISON. Waits ten seconds for one that is starting; throws
 * `BusAway` where there is none or it refuses us, `EngineTooOld` below 2.15. Once connected it
 * reconnects for ever.
 */
export async function connectBus(
  settings: BusSettings,
  name: string,
  { times = engineTimes(0), patienceMs }: BusOptions = {},
): Promise<Bus> {
  const nc = await dial({
    natsUrl: settings.natsUrl,
    seedFile: settings.natsSeedFile,
    account: 'LIAISON',
    setting: 'LIAISON_NATS_SEED_FILE',
    name: settings.replica === '' ? name : `${name}/${settings.replica}`,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  try {
    requireVersion(nc.info?.version ?? '0');
    const jsm = await jetstreamManager(nc);
    const subjects = new Subjects(settings.prefix, settings.partitions);
    return busOf({ nc, jsm, subjects, times, name });
  } catch (error) {
    await nc.close();
    throw error;
  }
}

function busOf(parts: Pick<Bus, 'nc' | 'jsm' | 'subjects' | 'times' | 'name'>): Bus {
  const { nc } = parts;
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
    ...parts,
    js: jetstream(nc),
    requests,
    outbox,
    own: new OwnFacts(),
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
