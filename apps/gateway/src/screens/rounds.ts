/** Goes round and round through the values of a map, a few at a time, whatever changes meanwhile. */
export class Rounds<V> {
  private values: IterableIterator<V> | undefined;

  constructor(private readonly map: ReadonlyMap<unknown, V>) {}

  /** The next share: as many as a whole round in `rounds` calls takes. */
  next(rounds: number): V[] {
    const some: V[] = [];
    const wanted = Math.ceil(this.map.size / rounds);
    while (some.length < wanted) {
      this.values ??= this.map.values();
      const { value, done } = this.values.next();
      if (done === true) {
        this.values = undefined;
        break;
      }
      some.push(value);
    }
    return some;
  }
}
