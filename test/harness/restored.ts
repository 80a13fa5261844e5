import { join } from 'node:path';
import { allStates } from './log.js';
import { type Operated, operates } from './operates.js';
import { System } from './system.js';

/** Where the list of erased users lies, beside the master key. */
export const listOf = (system: System): string => join(system.data, 'master.key.tombstones');

/** Types `liaison backup`. */
export function backsUp(system: System, folder: string): Promise<Operated> {
  return operates(system, 'backup', folder, '--master-key', join(system.data, 'master.key'));
}

/** Where a backup is restored into. */
export interface Target {
  readonly folder: string;
  /** For rows and keys; in the engine without. */
  readonly databaseUrl?: string | undefined;
}

/** Types `liaison restore` into a data folder of its own, with the master key of the system that was. */
export function restores(
  system: System,
  from: string,
  into: Target,
  ...more: string[]
): Promise<Operated> {
  const { natsUrl, seedFile } = system;
  const { folder, databaseUrl } = into;
  const storeSettings = databaseUrl === undefined ? {} : { LIAISON_MONGODB_URL: databaseUrl };
  const masterKey = join(system.data, 'master.key');
  const flags = ['--into', folder, '--master-key', masterKey, '--tombstones'];
  return operates(
    { natsUrl, seedFile, storeSettings },
    'restore',
    from,
    ...flags,
    ...(more.length > 0 ? more : [listOf(system)]),
  );
}

/** Starts all programs on what was restored. */
export const startRestored = ({ folder, databaseUrl }: Target): Promise<System> =>
  System.start({ data: folder, services: true, store: 'engine', databaseUrl });

/**
 * All that is derived, byte for byte, by where it lies: documents, but for the fact each was written at
 * (several folded at once make one document), and rows, but for what an erasure leaves of one.
 */
export async function derived(system: System): Promise<Map<string, string>> {
  const found = await allStates(system);
  for (const [place, { seq, state }] of await system.store.rows()) {
    if (!isOfErased(state)) found.set(place, `${seq}\n${state}`);
  }
  return found;
}

/** An erasure takes the state out of a row; where the row is built after it, it says that and no more. */
function isOfErased(state: string): boolean {
  return state === '' || (JSON.parse(state) as { erased?: true }).erased === true;
}
