import type { Bus } from '@liaison/bus';
import { COPIES_OUT } from '@liaison/contracts';
import { type MarkParts, Marks } from '../marks.js';

/** Up to which match of each sender of a partition all copies are out. */
export class SentMark {
  readonly #marks: Marks<number>;

  constructor(
    parts: Omit<MarkParts, 'subject'> & { readonly bus: Pick<Bus, 'subjects'> },
    partition: number,
  ) {
    this.#marks = new Marks({
      ...parts,
      subject: parts.bus.subjects.checkpoint(COPIES_OUT, partition),
    });
  }

  /** Whether all copies up to this match are known to be out. */
  async isOut(sender: string, lastSequence: number): Promise<boolean> {
    return (await this.#marks.get(sender)) === lastSequence;
  }

  out(sender: string, lastSequence: number): void {
    this.#marks.set(sender, lastSequence);
  }

  /** Stores what is not stored yet; never throws. */
  close(): Promise<void> {
    return this.#marks.close();
  }
}
