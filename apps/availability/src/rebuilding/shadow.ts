import {
  Checkpoint,
  type CheckpointPlace,
  Fenced,
  checkpointOf,
  dropCheckpoint,
} from '@liaison/bus';
import { crashPoint } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import type { Row } from '@liaison/store';
import { storedRows } from '../projections/load.js';
import { REBUILD, ROWS, otherSet } from '../projections/row-sets.js';
import { type StoredRows, isErasedRow } from '../projections/row.js';
import { buildRows } from './build-rows.js';
import { otherwise, same } from './comparison.js';
import {
  type Difference,
  type Fault,
  type PartitionProgress,
  type RebuildParts,
  liveCheckpoint,
  setOf,
} from './parts.js';

/** One partition's rows, built anew from the log beside those that hold. */
export interface Built {
  readonly partition: number;
  /** Folded now; what an interrupted attempt had folded is not folded again. */
  readonly facts: number;
  readonly rows: number;
  /** Where what was stored is not what the log came to. */
  readonly differences: readonly Difference[];
  /** An earlier attempt had put them in place already. */
  readonly inPlace: boolean;
}

/** One attempt to build a partition's rows. */
interface Attempt {
  /** Who builds them, unlike any other attempt. */
  readonly owner: string;
  readonly set: string;
  /** An earlier attempt has put them in place. */
  readonly inPlace: boolean;
}

/** The other set of rows of one partition, from its first fact to the moment it takes the place. */
export class Shadow {
  private constructor(
    private readonly parts: RebuildParts,
    private readonly partition: number,
    private readonly attempt: Attempt,
  ) {}

  /** Begins one, or goes on with what an interrupted attempt has left. */
  static async of(parts: RebuildParts, partition: number, owner: string): Promise<Shadow> {
    const live = setOf(await liveCheckpoint(parts, partition));
    const left = await checkpointOf(parts.bus, markOf(parts, partition));
    const inPlace = left?.rows === live;
    const set = inPlace ? live : otherSet(live);
    return new Shadow(parts, partition, { owner, set, inPlace });
  }

  /** Folds the log up to its end, from where it stands; stops between two facts where that is asked. */
  async build(progressed: (progress: PartitionProgress) => void): Promise<Built> {
    const { parts, partition } = this;
    const { inPlace, set } = this.attempt;
    if (inPlace) return { partition, facts: 0, rows: 0, differences: [], inPlace };
    const checkpoint = await Checkpoint.claim(this.place());
    await this.refuseHolding();
    const facts = await buildRows(parts, { partition, set, checkpoint }, progressed);
    const compared = parts.signal.aborted ? { rows: 0, differences: [] } : await this.compared();
    return { partition, facts, ...compared, inPlace };
  }

  /** Makes it the rows that hold; the owner, whoever it is, finds itself fenced and loads them. */
  async handOver(): Promise<void> {
    const { bus } = this.parts;
    const { owner, set, inPlace } = this.attempt;
    if (inPlace) return;
    const built = await checkpointOf(bus, markOf(this.parts, this.partition));
    if (built === undefined) throw new Error(`partition ${this.partition} was not built`);
    const { sequence, seen } = built;
    const subject = bus.subjects.checkpoint(ROWS, this.partition);
    await Checkpoint.handOver({ bus, subject, owner }, { rows: set, sequence, seen });
    crashPoint('after-save');
  }

  /** Whether an owner has taken what was handed over. */
  async taken(): Promise<boolean> {
    return (await liveCheckpoint(this.parts, this.partition))?.owner !== this.attempt.owner;
  }

  /** Drops the rows that do not hold, and forgets that there was a rebuild. */
  async clear(): Promise<void> {
    const { parts, partition } = this;
    const live = setOf(await liveCheckpoint(parts, partition));
    await parts.rows.drop(otherSet(live), partition);
    await dropCheckpoint(parts.bus, markOf(parts, partition));
  }

  /** Another rebuild may have put the set in place since this one looked. Throws `Fenced`. */
  private async refuseHolding(): Promise<void> {
    const { parts, partition } = this;
    if (setOf(await liveCheckpoint(parts, partition)) !== this.attempt.set) return;
    throw new Fenced(`another rebuild has put the rows of partition ${partition} in place`);
  }

  private place(): CheckpointPlace {
    const { parts, partition } = this;
    const { owner, set } = this.attempt;
    return { bus: parts.bus, subject: markOf(parts, partition), owner, rows: set };
  }

  /** The rows that hold, beside these, at their end. */
  private async compared(): Promise<Pick<Built, 'rows' | 'differences'>> {
    const { parts, partition } = this;
    const { set } = this.attempt;
    const { rows } = parts;
    const live = await liveCheckpoint(parts, partition);
    const built = await storedRows({ rows, set, partition });
    const holding = await storedRows({ rows, set: setOf(live), partition });
    return differencesOf(partition, { built, holding, checkpoint: live?.sequence ?? 0 });
  }
}

const markOf = ({ bus }: Pick<RebuildParts, 'bus'>, partition: number): string =>
  bus.subjects.checkpoint(REBUILD, partition);

type Users = ReadonlyMap<UserId, StoredRows>;

/**
 * Rows of the same sequence must be the same. Who moved since the owner last stored rows, or since
 * these were built, has another sequence in each: of them nothing is said.
 */
function differencesOf(
  partition: number,
  of: { readonly built: Users; readonly holding: Users; readonly checkpoint: number },
): Pick<Built, 'rows' | 'differences'> {
  const [built, holding] = [rowsIn(of.built), rowsIn(of.holding)];
  const differences: Difference[] = [];
  const find = (key: string, fault: Fault): number =>
    differences.push({ partition, key, in: 'rows', fault });
  let newest = 0;
  for (const [key, row] of built) {
    newest = Math.max(newest, row.seq);
    const fault = faultOf(row, holding.get(key), row.seq <= of.checkpoint);
    if (fault !== undefined) find(key, fault);
  }
  for (const [key, { seq }] of holding) {
    if (!built.has(key) && seq <= newest) find(key, 'left-over');
  }
  return { rows: built.size, differences };
}

/** What is wrong with the row that holds, beside the one that was built. */
function faultOf(built: Row, holding: Row | undefined, isDue: boolean): Fault | undefined {
  if (holding === undefined) return isDue && !isErasedRow(built) ? 'missing' : undefined;
  if (holding.seq < built.seq) return isDue ? 'behind' : undefined;
  return holding.seq > built.seq || same(holding, built) ? undefined : otherwise(holding);
}

function rowsIn(users: Users): ReadonlyMap<string, Row> {
  const all = [...users.values()].flatMap(({ head, uploads }) => [
    ...(head === undefined ? [] : [head]),
    ...uploads.values(),
  ]);
  return new Map(all.map((row) => [row.key, row]));
}
