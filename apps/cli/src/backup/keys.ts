import type { Bus } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { type KeyStore, masterKeyOf, openStores } from '@liaison/store';

/** Works on the key store of a system, wherever it lies, and closes it. */
export async function withKeys<T>(
  bus: Bus,
  settings: Settings,
  work: (keys: KeyStore, masterKey: Uint8Array) => Promise<T>,
): Promise<T> {
  const masterKey = await masterKeyOf(settings);
  const stores = await openStores(bus, settings);
  try {
    return await work(stores.keys, masterKey);
  } finally {
    await stores.close();
  }
}
