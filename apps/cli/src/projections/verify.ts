import type { Difference, Verified } from '@liaison/availability/rebuilding';
import { printJson, printTable } from '../output.js';
import { type AtWork, type PartitionFlags, atWork } from './at-work.js';
import { Progress, saying } from './progress.js';

const DIFFERENT = 1;
const STOPPED = 130;

/** Compares rows and STATE with the log; ends with 1 where something differs. */
export async function verifyProjections(flags: PartitionFlags): Promise<void> {
  await atWork(flags, async (parts) => {
    const { rebuilding, verified } = await verifyAll(parts, flags.json === true);
    const total = totalOf(verified);
    const whole = !parts.signal.aborted;
    if (!whole) process.exitCode = STOPPED;
    else if (total.differences.length > 0) process.exitCode = DIFFERENT;
    const { PROJECTION: projection } = rebuilding;
    if (flags.json === true) {
      return printJson({ event: 'verified', projection, whole, ...total });
    }
    show(projection, total, whole);
  });
}

async function verifyAll(
  parts: AtWork,
  asJson: boolean,
): Promise<{
  readonly rebuilding: typeof import('@liaison/availability/rebuilding');
  readonly verified: readonly Verified[];
}> {
  const rebuilding = await import('@liaison/availability/rebuilding');
  const progress = new Progress(parts.partitions.length, () => performance.now());
  const said = saying('verifying', progress, asJson);
  const verified: Verified[] = [];
  try {
    await rebuilding.eachPartition(parts.partitions, async (partition) => {
      if (parts.signal.aborted) return;
      const advance = progress.advance.bind(progress);
      verified.push(await rebuilding.verifyPartition(parts, partition, advance));
      progress.through(partition);
    });
  } finally {
    said.end();
  }
  return { rebuilding, verified };
}

function totalOf(verified: readonly Verified[]): Verified {
  const sum = (of: (one: Verified) => number): number =>
    verified.reduce((all, one) => all + of(one), 0);
  return {
    facts: sum(({ facts }) => facts),
    rows: sum(({ rows }) => rows),
    states: sum(({ states }) => states),
    differences: verified
      .flatMap(({ differences }) => differences)
      .toSorted((a, b) => a.partition - b.partition),
  };
}

function show(projection: string, { facts, rows, states, differences }: Verified, whole: boolean) {
  showDifferences(differences);
  const are = differences.length === 0 ? 'all as the log comes to' : `${differences.length} differ`;
  process.stdout.write(
    `${projection}: ${rows} rows and ${states} states beside ${facts} facts: ${are}\n`,
  );
  if (differences.length > 0) {
    process.stdout.write(`  \`liaison rebuild ${projection}\` builds them anew from the log\n`);
  }
  if (!whole) process.stdout.write('stopped before the end\n');
}

/** Where what is stored is not what the log comes to, for people. */
export function showDifferences(differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  printTable(
    ['PARTITION', 'IN', 'KEY', 'WHAT'],
    differences.map((one) => [String(one.partition), one.in, one.key, one.fault]),
  );
}
