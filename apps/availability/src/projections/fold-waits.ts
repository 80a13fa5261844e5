/** How long somebody waits for a fold before they are left without an answer. */
const WAIT_MAX_MS = 5_000;

interface Waiting {
  readonly sequence: number;
  readonly run: () => void;
  readonly patience: NodeJS.Timeout;
}

/** Who waits until the partition is folded to a sequence, lowest first. */
export class FoldWaits {
  private readonly waiting: Waiting[] = [];

  constructor(private readonly folded: () => number) {}

  /** Runs at once, or when the sequence is folded, or never: after five seconds it is forgotten. */
  at(sequence: number, run: () => void): void {
    if (sequence <= this.folded()) {
      run();
      return;
    }
    const patience = setTimeout(() => this.forget(one), WAIT_MAX_MS);
    const one: Waiting = { sequence, run, patience };
    let place = this.waiting.length;
    while (place > 0 && this.waiting[place - 1]!.sequence > sequence) place--;
    this.waiting.splice(place, 0, one);
  }

  /** The fold went on. */
  advanced(): void {
    const folded = this.folded();
    while (this.waiting.length > 0 && this.waiting[0]!.sequence <= folded) {
      const one = this.waiting.shift()!;
      clearTimeout(one.patience);
      one.run();
    }
  }

  stop(): void {
    for (const one of this.waiting.splice(0)) clearTimeout(one.patience);
  }

  private forget(one: Waiting): void {
    const place = this.waiting.indexOf(one);
    if (place >= 0) this.waiting.splice(place, 1);
  }
}
