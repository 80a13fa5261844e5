import { jetstreamManager } from '@nats-io/jetstream';
import type { Program } from './processes.js';
import type { System } from './system.js';

/**
 * Ends availability and drops all that is derived by it: rows, documents, how far it had come. What
 * starts after this builds all of it anew, from the log alone.
 */
export async function dropDerived(system: System): Promise<void> {
  const jsm = await jetstreamManager(system.operator);
  await system.box('availability').signal('SIGTERM');
  await jsm.streams.purge('KV_ROWS', { filter: '$KV.ROWS.availability.>' });
  await jsm.streams.purge('STATE');
  await jsm.streams.purge('CKPT', { filter: 'liaison.ckpt.availability.*' });
  system.boxes.set('availability', [] as Program[]);
}
