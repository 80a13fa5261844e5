import type { Bus } from '@liaison/bus';
import type { RebuildParts } from '@liaison/availability/rebuilding';
import { CommandFailed } from '../failure.js';
import { type OperatorOptions, operatorSettings } from '../operator.js';
import { whenAskedToStop } from '../signals.js';

/** An engine that comes back sooner is waited for. */
const AWAY_MAX_MS = 15_000;

/** One partition, or all. */
export interface PartitionFlags extends OperatorOptions {
  readonly partition?: number;
}

/** What work on projections is done with. */
export type AtWork = RebuildParts & { readonly partitions: readonly number[] };

/**
 * Connects to bus and stores, and lets work be stopped in order by Ctrl-C. Boxes are opened here, so
 * the master key is needed: what is answered names rows alone.
 */
export async function atWork<T>(
  flags: PartitionFlags,
  work: (parts: AtWork) => Promise<T>,
): Promise<T> {
  const settings = await operatorSettings(flags.data);
  const { connectBus } = await import('@liaison/bus/client');
  const { CachedKeyRing, openStores } = await import('@liaison/store');
  const { SystemClock, crashAt } = await import('@liaison/runtime');
  crashAt(settings.crashAt, () => undefined);
  const stopping = new AbortController();
  void whenAskedToStop().then(() => stopping.abort());
  const bus = await connectBus(settings, 'cli');
  try {
    const partitions = partitionsOf(flags.partition, bus.subjects.partitions);
    const stores = await openStores(bus, settings);
    try {
      const keys = new CachedKeyRing(stores.keys);
      const clock = new SystemClock(bus.times);
      const { signal } = stopping;
      const parts = { bus, rows: stores.rows, keys, clock, signal, partitions };
      return await Promise.race([work(parts), away(bus)]);
    } finally {
      await stores.close();
    }
  } catch (error) {
    throw bus.connected() ? plainly(error) : plainly(error, 'the engine went away');
  } finally {
    await bus.close();
  }
}

/** Rejects once the engine was away too long: what was stored by then is gone on with. */
function away(bus: Pick<Bus, 'onChange'>): Promise<never> {
  return new Promise((_, reject) => {
    let timer: NodeJS.Timeout | undefined;
    bus.onChange((connected) => {
      clearTimeout(timer);
      if (connected) return;
      const why = new CommandFailed('the engine went away, and stays away', BUS_AWAY);
      timer = setTimeout(() => reject(why), AWAY_MAX_MS).unref();
    });
  });
}

function partitionsOf(one: number | undefined, count: number): readonly number[] {
  if (one === undefined) return [...Array(count).keys()];
  if (one < count) return [one];
  throw new CommandFailed(
    `there is no partition ${one}`,
    `the log has ${count}, from 0 to ${count - 1}`,
    'usage',
  );
}

/** By the names of errors: their classes are not loaded before they are needed. */
function plainly(error: unknown, before?: string): unknown {
  if (!(error instanceof Error) || error instanceof CommandFailed) return error;
  const fix = FIXES[error.name] ?? (before === undefined ? undefined : BUS_AWAY);
  if (fix === undefined) return error;
  const message = before === undefined ? error.message : `${before}: ${error.message}`;
  return new CommandFailed(message, fix, 'failed');
}

const BUS_AWAY = 'see that the engine answers, then repeat it: it goes on where it stood';

const FIXES: Readonly<Record<string, string>> = {
  RebuildUnderWay: 'wait for it, or end it with Ctrl-C there; then repeat this one, which goes on',
  Fenced: 'another rebuild is under way: wait for it, or stop it and repeat this one',
  MasterKeyRefused:
    'run this where availability runs, with its LIAISON_MASTER_KEY_FILE: what facts seal is read',
  WrongMasterKey: 'give the master key that the log was begun with',
  KeysAway: 'see that the key store answers, then repeat it: it goes on where it stood',
  KeyMissing: 'see what `liaison doctor` finds, then repeat it: it goes on where it stood',
  StoreAway: 'see that the store answers, then repeat it: it goes on where it stood',
  StoreRefused: 'follow the message, then repeat it: it goes on where it stood',
  StoreBroken: 'follow the message, then repeat it: it goes on where it stood',
  StoreDamaged: 'follow the message, then repeat it: it goes on where it stood',
  StoreAhead: 'follow the message; rebuild afterwards',
  BusAway: BUS_AWAY,
  NotSent: BUS_AWAY,
  RequestTimedOut: BUS_AWAY,
  TimeoutError: BUS_AWAY,
  UnknownFactType: 'use the command of the version that wrote the fact',
  CheckpointAhead: 'follow the message; rebuild afterwards',
};
