import type { Bus } from '../connection.js';
import { LEASES, lastLease } from '../ownership/lease-message.js';
import { ownerOf } from '../ownership/rendezvous.js';

/** Somebody whose lease stands. */
export interface Living {
  /** `availability`, `gateway`; of a connection of a service `service`. */
  readonly app: string;
  readonly id: string;
  /** When it was renewed last, by the engine's clock. */
  readonly renewed: string;
}

/** Everybody whose lease stands now, by app and id. */
export async function living(bus: Pick<Bus, 'jsm' | 'subjects'>): Promise<readonly Living[]> {
  const wanted = { subjects_filter: bus.subjects.leasesAll() };
  const { state } = await bus.jsm.streams.info(LEASES, wanted);
  const subjects = Object.keys(state.subjects ?? {}).toSorted();
  const all = await Promise.all(
    subjects.map(async (subject): Promise<readonly Living[]> => {
      const whose = bus.subjects.parseLease(subject);
      const { body, stored } = await lastLease(bus, subject);
      if (whose === undefined || body === undefined || stored === undefined) return [];
      return [{ ...whose, renewed: stored }];
    }),
  );
  return all.flat();
}

/** How many partitions each of some replicas of an app owns. */
export function sharesOf(
  replicas: readonly string[],
  partitions: number,
): ReadonlyMap<string, number> {
  const shares = new Map(replicas.map((id) => [id, 0]));
  for (let p = 0; p < partitions; p++) {
    const owner = ownerOf(p, replicas);
    if (owner !== undefined) shares.set(owner, (shares.get(owner) ?? 0) + 1);
  }
  return shares;
}
