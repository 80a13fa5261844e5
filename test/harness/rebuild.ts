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
  await dropRows(system);
  await jsm.streams.purge('STATE');
  system.boxes.set('availability', [] as Program[]);
}

/** Drops availability's rows, wherever they lie, and how far they were. */
export async function dropRows(system: System): Promise<void> {
  const jsm = await jetstreamManager(system.operator);
  await system.store.dropRows('availability');
  await jsm.streams.purge('CKPT', { filter: 'liaison.ckpt.availability.*' });
}
