import { SETTINGS, type Settings } from '@liaison/contracts';
import { TombstoneFile, masterKeyOf, tombstonesFileOf } from '@liaison/store';
import { type FactoryProvider, Logger } from '@nestjs/common';

/** Where erased users are noted before their keys are destroyed. */
export interface Tombstones {
  /** Resolves once it cannot be lost with the log and the keys. */
  note(user: string): Promise<void>;
}

/** Token of `Tombstones`. */
export const TOMBSTONES = Symbol('tombstones');

const unlisted: Tombstones = { note: () => Promise.resolve() };

export const tombstonesProvider: FactoryProvider<Promise<Tombstones>> = {
  provide: TOMBSTONES,
  inject: [SETTINGS],
  useFactory: async (settings: Settings) => {
    const path = tombstonesFileOf(settings);
    if (path !== '') return TombstoneFile.open(path, await masterKeyOf(settings));
    new Logger('erasures').warn(
      'no list of erased users is kept here: set LIAISON_TOMBSTONES_FILE, or take it with ' +
        '`liaison tombstones` after every erasure; without it no backup can be restored',
    );
    return unlisted;
  },
};
