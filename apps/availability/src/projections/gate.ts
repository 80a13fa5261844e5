/** Lets so many in at once; the others wait in the order they came. */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly insideMax: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.insideMax) {
      await new Promise<void>((resolve) => void this.waiting.push(resolve));
    } else {
      this.inside++;
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.inside--;
      else next();
    }
  }
}
