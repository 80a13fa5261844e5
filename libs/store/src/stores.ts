import type { Bus } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { JetStreamKeyStore } from './jetstream/key-store.js';
import { JetStreamRowStore } from './jetstream/row-store.js';
import type { KeyStore } from './key-store.js';
import { masterKeyOf } from './master-key.js';
import type { RowStore } from './row-store.js';

/** Where rows and keys lie. */
export interface Stores {
  readonly rows: RowStore;
  readonly keys: KeyStore;
  /** For readiness: why the store cannot be used now, and what to do. */
  fault(): string | undefined;
  close(): Promise<void>;
}

export type StoreSettings = Pick<
  Settings,
  'masterKey' | 'masterKeyFile' | 'mongodbUrl' | 'production'
>;

/**
 * In a MongoDB where the settings name one, else in the engine. Throws what says what to do. With `tell`
 * a server that is away is waited for behind what is answered, and what is wrong with it later is told.
 */
export async function openStores(
  bus: Bus,
  settings: StoreSettings,
  tell?: (text: string) => void,
): Promise<Stores> {
  const masterKey = await masterKeyOf(settings);
  if (settings.mongodbUrl !== '') return openMongo(bus, settings, { masterKey, tell });
  const keys = await JetStreamKeyStore.open(bus, masterKey);
  const rows = new JetStreamRowStore(bus);
  return { keys, rows, fault: () => undefined, close: () => keys.close() };
}

/** The driver is loaded only where it is used. */
async function openMongo(
  bus: Bus,
  { mongodbUrl, production }: StoreSettings,
  { masterKey, tell }: { masterKey: Uint8Array; tell: ((text: string) => void) | undefined },
): Promise<Stores> {
  const { MongoKeyStore, MongoRowStore, MongoStore, requireKeysOfLog } =
    await import('./mongodb/index.js');
  const store = await MongoStore.open(mongodbUrl, bus.name, {
    production,
    demand: (opened) => requireKeysOfLog(bus, opened, masterKey),
    ...(tell === undefined ? {} : { tell }),
  });
  const keys = new MongoKeyStore(bus, store, masterKey);
  const close = async (): Promise<void> => {
    await keys.close();
    await store.close();
  };
  return { keys, rows: new MongoRowStore(store), fault: () => store.fault(), close };
}

/** How short a look for a server may be. */
const LOOK_MS = 2_000;

/** What a MongoDB says of itself, once all that is used of it was tried. Throws what says what to do. */
export async function inspectMongodb({
  mongodbUrl,
  production,
}: Pick<StoreSettings, 'mongodbUrl' | 'production'>): Promise<string> {
  const { MongoStore, serverSaid } = await import('./mongodb/index.js');
  const store = await MongoStore.open(mongodbUrl, 'doctor', { production, patienceMs: LOOK_MS });
  try {
    const { version, kind } = await serverSaid(store);
    return `${store.shown}, version ${version}, a ${kind}`;
  } finally {
    await store.close();
  }
}
