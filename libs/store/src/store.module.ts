import { BUS, type Bus, JetStreamFactStore, type KeyRing } from '@liaison/bus';
import { CLOCK, type Clock, METER, type Meter, SETTINGS, type Settings } from '@liaison/contracts';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { JetStreamKeyStore } from './jetstream/key-store.js';
import { JetStreamRowStore } from './jetstream/row-store.js';
import { CachedKeyRing } from './key-ring.js';
import type { KeyStore } from './key-store.js';
import { masterKeyOf } from './master-key.js';
import { FACT_STORE, KEY_RING, KEY_STORE, ROW_STORE } from './tokens.js';

/** A box's stores, for all its modules; needs the bus and what the runtime gives. */
@Global()
@Module({
  providers: [
    {
      provide: KEY_STORE,
      inject: [BUS, SETTINGS],
      useFactory: async (bus: Bus, settings: Settings) =>
        JetStreamKeyStore.open(bus, await masterKeyOf(settings)),
    },
    { provide: ROW_STORE, inject: [BUS], useFactory: (bus: Bus) => new JetStreamRowStore(bus) },
    {
      provide: KEY_RING,
      inject: [KEY_STORE],
      useFactory: (store: KeyStore) => new CachedKeyRing(store),
    },
    {
      provide: FACT_STORE,
      inject: [BUS, KEY_RING, CLOCK, METER],
      useFactory: (bus: Bus, keys: KeyRing, clock: Clock, meter: Meter) =>
        new JetStreamFactStore({ bus, keys, clock, meter, app: bus.name }),
    },
  ],
  exports: [KEY_STORE, ROW_STORE, KEY_RING, FACT_STORE],
})
export class StoreModule implements OnApplicationShutdown {
  constructor(@Inject(KEY_STORE) private readonly keyStore: KeyStore) {}

  async onApplicationShutdown(): Promise<void> {
    await this.keyStore.close();
  }
}
