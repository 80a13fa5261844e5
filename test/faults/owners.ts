import { until } from '../harness/await.js';
import { scraped } from '../harness/metrics.js';
import type { Program } from '../harness/processes.js';

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
      const ready = await fetch(`${String(program.ready['url'])}/ready`);
      return ready.status === 200 && (await owned(program)) === PARTITIONS;
    },
    WITHIN_MS,
  );
}
