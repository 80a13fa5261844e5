/** All, in order, so many at a time; the next ones are asked for when those before are done with. */
export function* slices<T>(all: Iterable<T>, most: number): Generator<readonly T[]> {
  let slice: T[] = [];
  for (const one of all) {
    slice.push(one);
    if (slice.length < most) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
