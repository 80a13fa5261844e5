/** A fact was not folded in time, or the partition was lost meanwhile: ask again, or elsewhere. */
export class NotReached extends Error {
  override readonly name = 'NotReached';
}

/** Longest wait for a position. */
const WAIT_MS_MAX = 5_000;

interface Waiter {
  readonly sequence: number;
  settle(error?: NotReached): void;
}

/** Who waits until facts up to a sequence are folded. */
export class Waiters {
  private waiting: Waiter[] = [];

  /** Resolves at `reached(sequence)`; throws `NotReached` after 5 s. */
  wait(sequence: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () =>
          waiter.settle(new NotReached(`fact ${sequence} is not folded after ${WAIT_MS_MAX} ms`)),
        WAIT_MS_MAX,
      );
      const waiter: Waiter = {
        sequence,
        settle: (error) => {
          clearTimeout(late);
          this.waiting = this.waiting.filter((other) => other !== waiter);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.waiting.push(waiter);
    });
  }

  /** Facts up to here are folded. Free where nobody waits. */
  reached(sequence: number): void {
    if (this.waiting.length === 0) return;
    for (const waiter of this.waiting) if (waiter.sequence <= sequence) waiter.settle();
  }

  /** Nothing will be folded here any more. */
  giveUp(why: string): void {
    for (const waiter of this.waiting) waiter.settle(new NotReached(why));
  }
}
