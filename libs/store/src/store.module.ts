import { BUS, type Bus, JetStreamFactStore, type KeyRing } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  HEALTH,
  type Health,
  METER,
  type Meter,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CachedKeyRing } from './key-ring.js';
import type { KeyStore } from './key-store.js';
import { type Stores, openStores } from './stores.js';
import { FACT_STORE, KEY_RING, KEY_STORE, ROW_STORE, STORES } from './tokens.js';

/** A box's stores, for all its modules; needs the bus and what the runtime gives. */
@Global()
@Module({
  providers: [
    {
      provide: STORES,
      inject: [BUS, SETTINGS, HEALTH],
      useFactory: async (bus: Bus, settings: Settings, health: Health) => {
        const log = new Logger('store');
        const stores = await openStores(bus, settings, (text) => log.warn(text));
        health.add('store', () => stores.fault());
        return stores;
      },
    },
    { provide: KEY_STORE, inject: [STORES], useFactory: ({ keys }: Stores) => keys },
    { provide: ROW_STORE, inject: [STORES], useFactory: ({ rows }: Stores) => rows },
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
  constructor(@Inject(STORES) private readonly stores: Stores) {}

  async onApplicationShutdown(): Promise<void> {
    await this.stores.close();
  }
}
