/** The projection's name, in what is parked, in metrics, and for operators. */
export const PROJECTION = 'availability';

/**
 * How rows are written, in every row. Rows of another version, with their checkpoints, lie beside
 * these under names of their own, so that replicas of two versions run side by side.
 */
export const ROW_VERSION = 3;
/** Versions whose replicas may still run beside ours, and whose rows are dropped when none does. */
export const FORMER_VERSIONS: readonly number[] = [];

/** Up to this version all lie under one name: they are dropped, and folded anew, by one another. */
const UNNAMED_VERSION = 3;

/** What the rows and the checkpoints of a version are called. */
export const rowsOf = (version: number): string =>
  version <= UNNAMED_VERSION ? PROJECTION : `${PROJECTION}-v${version}`;

/** The version that rows and checkpoints of this name are of; undefined: it is none of ours. */
export function versionOf(name: string): number | undefined {
  if (name === PROJECTION) return UNNAMED_VERSION;
  const version = Number(/^availability-v(\d+)$/.exec(name)?.[1]);
  return version > UNNAMED_VERSION ? version : undefined;
}

/** The two sets that a partition's rows of a version may lie in. */
export const setsOf = (version: number): readonly [string, string] => [
  rowsOf(version),
  `${rowsOf(version)}-2`,
];

/** What our rows and checkpoints are called. */
export const ROWS = rowsOf(ROW_VERSION);

/**
 * The two sets that a partition's rows may lie in. Its checkpoint says which one holds; the other is
 * empty, or being built anew beside the owner, who goes on with the first.
 */
export const ROW_SETS = setsOf(ROW_VERSION);

/** How far a set of a version is that is being built anew. */
export const rebuildOf = (version: number): string => `${rowsOf(version)}-rebuild`;
export const REBUILD = rebuildOf(ROW_VERSION);

/** The set to build while this one holds. */
export function otherSet(set: string): string {
  const [first, second] = ROW_SETS;
  return set === first ? second : first;
}
