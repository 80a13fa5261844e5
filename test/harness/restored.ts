import { join } from 'node:path';
import { DeliverPolicy } from '@nats-io/jetstream';
import { allStates, readAll } from './log.js';
import { type Operated, operates } from './operates.js';
import { System } from './system.js';

/** Where the list of erased users lies, beside the master key. */
export const listOf = (system: System): string => join(system.data, 'master.key.tombstones');

/** Types `liaison backup`. */
export function backsUp(system: System, folder: string): Promise<Operated> {
  return operates(system, 'backup', folder, '--master-key', join(system.data, 'master.key'));
}

/** Types `liaison restore` into a data folder of its own, with the master key of the system that was. */
export function restores(
  system: System,
  from: string,
  into: string,
  ...more: string[]
): Promise<Operated> {
  const masterKey = join(system.data, 'master.key');
  const flags = ['--into', into, '--master-key', masterKey, '--tombstones'];
  return operates(
    system,
    'restore',
    from,
    ...flags,
    ...(more.length > 0 ? more : [listOf(system)]),
  );
}

/** Starts all programs on a data folder that was restored. */
export const startRestored = (folder: string): Promise<System> =>
  System.start({ data: folder, services: true });

/**
 * All that is derived, byte for byte, by where it lies: documents, but for the fact each was written at
 * (several folded at once make one document), and rows, but for what an erasure leaves of one.
 */
export async function derived(system: System): Promise<Map<string, string>> {
  const found = await allStates(system);
  const from = { deliver_policy: DeliverPolicy.LastPerSubject };
  await readAll(system, 'KV_ROWS', from, (message) => {
    const isMark = message.subject.startsWith('$KV.ROWS.mark.');
    if (!isMark && !isOfErased(message.string())) found.set(message.subject, message.string());
  });
  return found;
}

/** An erasure takes the state out of a row; where the row is built after it, it says that and no more. */
function isOfErased(row: string): boolean {
  const state = row.slice(row.indexOf('\n') + 1);
  return state === '' || (JSON.parse(state) as { erased?: true }).erased === true;
}
