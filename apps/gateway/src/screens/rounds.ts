/** Goes round and round through the values of a map, a few at a time, whatever changes meanwhile. */
export class Rounds<V> {
  private values: IterableIterator<V>;
  private due = 0;

  constructor(private readonly map: ReadonlyMap<unknown, V>) {
    this.values = map.values();
  }

  /** The next share of a whole round, 0 to 1; of few values most shares are empty. */
  next(share: number): V[] {
    const some: V[] = [];
    this.due = Math.min(this.map.size, this.due + this.map.size * share);
    const wanted = Math.floor(this.due);
    this.due -= wanted;
    for (let asked = 0; asked <= wanted && some.length < wanted; asked++) {
      const { value, done } = this.values.next();
      if (done === true) this.values = this.map.values();
      else some.push(value);
    }
    return some;
  }
}
