/** The projection's name, in rows, checkpoints and what is parked. */
export const PROJECTION = 'availability';

/**
 * The two sets that a partition's rows may lie in. Its checkpoint says which one holds; the other is
 * empty, or being built anew beside the owner, who goes on with the first.
 */
export const ROW_SETS = [PROJECTION, `${PROJECTION}-2`] as const;

/** How far a set is that is being built. */
export const REBUILD = `${PROJECTION}-rebuild`;

/** The set to build while this one holds. */
export function otherSet(set: string): string {
  const [first, second] = ROW_SETS;
  return set === first ? second : first;
}
