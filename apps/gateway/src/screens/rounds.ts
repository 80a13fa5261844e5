/** Goes round and round through the values of a map, a few at a time, whatever changes meanwhile. */
export class Rounds<V> {
  private values: IterableIterator<V>;

  constructor(private readonly map: ReadonlyMap<unknown, V>) {
    this.values = map.values();
  }

  /** The next share: as many as a whole round in `rounds` calls takes. */
  next(rounds: number): V[] {
    const some: V[] = [];
    const wanted = Math.ceil(this.map.size / rounds);
    for (let asked = 0; asked <= wanted && some.length < wanted; asked++) {
      const { value, done } = this.values.next();
      if (done === true) this.values = this.map.values();
      else some.push(value);
    }
    return some;
  }
}
