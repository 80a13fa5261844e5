import { until } from './await.js';
import { lastIn } from './engine.js';
import { wholeLog } from './log.js';
import { scraped } from './metrics.js';
import type { Program } from './processes.js';
import type { System } from './system.js';

const PARTITIONS = 16;
/** A lease of 4 s runs out, then all is loaded, on a computer that is busy. */
const WITHIN_MS = 30_000;

/** How many partitions a process owns. */
export function owned(program: Program): Promise<number> {
  return scraped(String(program.ready['url']), 'liaison_partitions_owned');
}

/** Waits until one process owns every partition and says that it is ready. */
export async function ownsAll(program: Program): Promise<void> {
  await until(
    'it owns every partition, and is ready',
    async () => {
      return (await ready(program)) && (await owned(program)) === PARTITIONS;
    },
    WITHIN_MS,
  );
}

/** Who answers for the partitions of availability, by partition: a replica's name; nobody: empty. */
export function ownersOf({ operator }: System): Promise<string[]> {
  const all = Array.from({ length: PARTITIONS }, async (_, partition) => {
    const answer = await operator.request(`liaison.self.get.${partition}.nobody`).catch(unanswered);
    return answer?.json<{ owner: string }>().owner.split('.')[0] ?? '';
  });
  return Promise.all(all);
}

function unanswered(error: unknown): undefined {
  const isNobody = error instanceof Error && /no responders|timeout/i.test(error.message);
  if (!isNobody) throw error;
}

/** Up to which fact partitions of availability are stored, by partition. */
async function storedUpTo(system: System): Promise<number[]> {
  const all = Array.from({ length: PARTITIONS }, async (_, partition) => {
    const { bytes } = await lastIn(system, 'CKPT', `liaison.ckpt.availability.${partition}`);
    return (JSON.parse(bytes.toString()) as { sequence: number }).sequence;
  });
  return Promise.all(all);
}

/**
 * Waits until the partitions are owned by replicas, by name, as each of them says of itself, and all
 * facts are stored that there are now; answers each partition's owner.
 */
export async function sharedAndStored(
  system: System,
  replicas: ReadonlyMap<string, Program>,
): Promise<string[]> {
  const last = new Map<number, number>();
  for (const { lies, sequence } of await wholeLog(system)) {
    last.set(Number(lies.split('.')[2]), sequence);
  }
  return until(
    'the partitions are shared and stored',
    async () => {
      const owners = await ownersOf(system);
      for (const [name, program] of replicas) {
        const count = owners.filter((owner) => owner === name).length;
        if (count !== (await owned(program)) || !(await ready(program))) return false;
      }
      const stored = await storedUpTo(system);
      const isStored = [...last].every(([partition, upTo]) => (stored[partition] ?? 0) >= upTo);
      return isStored && owners.every((owner) => replicas.has(owner)) && owners;
    },
    WITHIN_MS,
  );
}

async function ready(program: Program): Promise<boolean> {
  return (await fetch(`${String(program.ready['url'])}/ready`)).status === 200;
}
