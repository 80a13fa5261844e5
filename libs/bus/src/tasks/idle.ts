/** Waits until nothing is under way any more, for who ends only then. */
export class Idle {
  private waiting: (() => void)[] = [];

  constructor(private readonly isIdle: () => boolean) {}

  /** Resolves once nothing is under way, or after so long. */
  async reached(patienceMs?: number): Promise<void> {
    if (this.isIdle()) return;
    await new Promise<void>((resolve) => {
      const patience = patienceMs === undefined ? undefined : setTimeout(resolve, patienceMs);
      this.waiting.push(() => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  /** Something is over: was it the last, whoever waits is told. */
  look(): void {
    if (this.waiting.length === 0 || !this.isIdle()) return;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
