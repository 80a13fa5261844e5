import type { Rebuilt } from '@liaison/availability/rebuilding';
import { printJson } from '../output.js';
import { type PartitionFlags, atWork } from './at-work.js';
import { Progress, saying } from './progress.js';
import { showDifferences } from './verify.js';

export interface RebuildFlags extends PartitionFlags {
  readonly dryRun?: true;
}

const STOPPED = 130;

/** Builds rows anew; the exit code is 130 where it was stopped before the end. */
export async function rebuildProjection(flags: RebuildFlags): Promise<void> {
  const dryRun = flags.dryRun === true;
  const asJson = flags.json === true;
  await atWork(flags, async (parts) => {
    const { PROJECTION: projection, rebuild } = await import('@liaison/availability/rebuilding');
    const progress = new Progress(parts.partitions.length, () => performance.now());
    const said = saying('rebuilding', progress, asJson);
    // What comes after the last fact is waiting for owners: no part of the rate.
    let { facts, rate } = progress.standing();
    const watch = {
      progressed: progress.advance.bind(progress),
      built: (one: { readonly partition: number; readonly facts: number }): void => {
        const { partition } = one;
        progress.through(partition);
        ({ facts, rate } = progress.standing());
        if (asJson) printJson({ event: 'built', partition, facts: one.facts });
      },
    };
    const wish = { partitions: parts.partitions, dryRun };
    const rebuilt = await rebuild(parts, wish, watch).finally(() => said.end());
    if (!rebuilt.whole) process.exitCode = STOPPED;
    const all = totalOf(rebuilt);
    if (asJson) printJson({ event: 'rebuilt', projection, dryRun, facts, rate, ...all });
    else show(projection, dryRun, { facts, rate, ...all });
  });
}

interface Total extends Pick<Rebuilt, 'whole' | 'inPlace' | 'untaken'> {
  readonly partitions: number;
  readonly rows: number;
  readonly differences: Rebuilt['built'][number]['differences'];
  /** A rebuild that was stopped had put all of them in place. */
  readonly wasBuilt: boolean;
}

function totalOf({ built, ...rebuilt }: Rebuilt): Total {
  const rows = built.reduce((sum, one) => sum + one.rows, 0);
  const differences = built.flatMap((one) => one.differences);
  const wasBuilt = rebuilt.whole && built.length > 0 && built.every((one) => one.inPlace);
  return { ...rebuilt, partitions: built.length, rows, differences, wasBuilt };
}

function show(
  projection: string,
  dryRun: boolean,
  all: Total & { readonly facts: number; readonly rate: number },
): void {
  const { facts, rate, partitions, rows, differences } = all;
  if (all.wasBuilt) {
    const tidied = 'are in place since another rebuild built them; what it left is tidied up';
    process.stdout.write(`${projection}: the rows of ${partitions} partitions ${tidied}\n`);
    return;
  }
  showDifferences(differences);
  process.stdout.write(
    `${projection}: ${rows} rows of ${partitions} partitions built from ${facts} facts (${rate}/s), ` +
      `${differences.length} of the rows that held were wrong\n${endOf(dryRun, all)}`,
  );
}

/** How it ended, and what is left to do, where something is. */
function endOf(dryRun: boolean, { whole, inPlace, untaken }: Total): string {
  if (dryRun) {
    const stopped = whole ? '' : 'stopped before the end: nothing of it is left\n';
    return `${stopped}a dry run: what held goes on to hold\n`;
  }
  const waiting = untaken.join(', ');
  if (whole) {
    if (untaken.length === 0) return '';
    return `no availability has taken partitions ${waiting}: it does as it starts\n`;
  }
  if (inPlace) {
    return `stopped: the rows are in place, partitions ${waiting} are still to be taken; repeat it to tidy up\n`;
  }
  return 'stopped: what held goes on to hold, and its owners go on; what was built is kept: repeat it to go on\n';
}
