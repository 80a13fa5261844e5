/** A name further away than this is another name, not a slip of the fingers. */
const DISTANCE_MAX = 4;

/** The known name most like `name`, if one is near enough to have been meant. */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = DISTANCE_MAX + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** How many letters must be added, dropped or replaced (Levenshtein). */
function editDistance(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const line = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const dropped = (above[column] ?? 0) + 1;
      const added = (line[column - 1] ?? 0) + 1;
      line.push(Math.min(replaced, dropped, added));
    }
    above = line;
  }
  return above[to.length] ?? 0;
}
