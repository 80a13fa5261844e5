import type { NatsConnection } from '@nats-io/transport-node';
import { dial } from '../dial.js';
import { fromAll } from '../system/connections.js';
import type { SystemSettings } from '../system/system-account.js';

/** A nats-server, as it says of itself. */
export interface EngineServer {
  readonly name: string;
  /** When it writes through to the disk: before every acknowledgement, or so often. */
  readonly sync: 'always' | { readonly everyMs: number };
  /** Where it keeps its streams, on its own machine. */
  readonly store: string;
  readonly storedBytes: number;
  /** What it may store. */
  readonly storeMaxBytes: number;
}

const NS_PER_MS = 1_000_000;
/** What the engine does where nothing is configured. */
const SYNC_DEFAULT_MS = 120_000;

interface Config {
  readonly store_dir?: string;
  readonly max_storage?: number;
  readonly sync_interval?: number;
  readonly sync_always?: boolean;
}

interface Varz {
  readonly server?: { readonly name?: string };
  readonly data?: {
    readonly jetstream?: {
      readonly config?: Config;
      readonly stats?: { readonly storage?: number };
    };
  };
}

/** Asks every server (VARZ) how it stores, over the system account. Throws `BusAway`. */
export async function engineServers(settings: SystemSettings): Promise<readonly EngineServer[]> {
  const nc = await dial({
    natsUrl: settings.natsUrl,
    seedFile: settings.natsSystemSeedFile,
    account: 'SYS',
    setting: 'LIAISON_NATS_SYSTEM_SEED_FILE',
    name: 'cli/sys',
  });
  try {
    return await asked(nc);
  } finally {
    await nc.close();
  }
}

async function asked(nc: NatsConnection): Promise<readonly EngineServer[]> {
  const servers: EngineServer[] = [];
  for await (const answer of await fromAll(nc, '$SYS.REQ.SERVER.PING.VARZ', {})) {
    const server = serverIn(answer.json<Varz>());
    if (server !== undefined) servers.push(server);
  }
  return servers;
}

function serverIn({ server = {}, data = {} }: Varz): EngineServer | undefined {
  const { name } = server;
  const { config, stats } = data.jetstream ?? {};
  if (name === undefined || config === undefined) return undefined;
  const { store_dir: store = '', max_storage: storeMaxBytes = 0 } = config;
  return {
    name,
    sync: syncOf(config),
    store,
    storedBytes: stats?.storage ?? 0,
    storeMaxBytes,
  };
}

function syncOf({
  sync_always: isAlways,
  sync_interval: everyNs = 0,
}: Config): EngineServer['sync'] {
  if (isAlways === true) return 'always';
  return { everyMs: everyNs === 0 ? SYNC_DEFAULT_MS : everyNs / NS_PER_MS };
}
