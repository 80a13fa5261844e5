/** Why a partition is lost. */
export type Loss =
  /** It is another member's now. */
  | 'moved'
  /** This replica leaves. */
  | 'leaving'
  /** Our own lease is over: nothing may be written any more. */
  | 'expired';

/** Told of the partitions this replica owns: for each one gains and losses in turn, one at a time. */
export interface OwnershipListener {
  /** Answers soon: work on the partition goes on by itself. */
  gained(partition: number): void | Promise<void>;
  /** Settles when nothing of the partition is written any more; on 'expired' it must not wait. */
  lost(partition: number, loss: Loss): void | Promise<void>;
}

/** Tells one listener about one partition what is wanted now, in order, leaving out what is outdated. */
export class PartitionTurns {
  private wanted: string | undefined;
  private told: string | undefined;
  private loss: Loss = 'moved';
  private running: Promise<void> | undefined;

  constructor(
    private readonly partition: number,
    private readonly listener: OwnershipListener,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Owned under an incarnation of the lease, or not. Another incarnation: lost, then gained. */
  want(incarnation: string | undefined, loss: Loss): void {
    this.wanted = incarnation;
    this.loss = loss;
    if (this.running !== undefined || this.told === this.wanted) return;
    this.running = this.run();
  }

  /** Resolves when the listener has settled all it was told. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.told !== this.wanted) {
      const gone = this.told !== undefined;
      this.told = gone ? undefined : this.wanted;
      try {
        await (gone
          ? this.listener.lost(this.partition, this.loss)
          : this.listener.gained(this.partition));
      } catch (error) {
        this.failed(error);
      }
    }
    // In the same breath as the last look: who wants something else from now on begins anew.
    this.running = undefined;
  }
}
