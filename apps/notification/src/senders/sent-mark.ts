import type { Bus } from '@liaison/bus';
import { COPIES_OUT } from '@liaison/contracts';
import { PartitionMark } from '../partition-mark.js';

/** Up to which match of each sender of a partition all copies are out. */
export class SentMark {
  readonly #mark: PartitionMark<number>;

  constructor(
    bus: Pick<Bus, 'jsm' | 'requests' | 'subjects'>,
    partition: number,
    mine: () => boolean,
  ) {
    this.#mark = new PartitionMark(bus, COPIES_OUT, partition, mine);
  }

  /** Whether all copies up to this match are known to be out. */
  async isOut(sender: string, lastSequence: number): Promise<boolean> {
    return (await this.#mark.get(sender)) === lastSequence;
  }

  out(sender: string, lastSequence: number): void {
    this.#mark.set(sender, lastSequence);
  }

  /** Stores what is not stored yet; never throws. */
  close(): Promise<void> {
    return this.#mark.close();
  }
}
