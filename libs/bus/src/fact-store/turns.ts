/**
 * One at a time per key, in order of arrival: commands on one aggregate in one process wait for each
 * other here instead of conflicting in the log.
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const mine = before === undefined ? work() : before.then(work);
    const settled = mine.then(nothing, nothing);
    this.last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === settled) this.last.delete(key);
    }
  }
}

const nothing = (): void => undefined;
