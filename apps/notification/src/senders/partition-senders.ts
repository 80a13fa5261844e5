import { SenderLoop, type SenderParts } from './sender-loop.js';
import { SentMark } from './sent-mark.js';

/** One partition in the hands of one owner. */
export interface OwnedPartition {
  readonly partition: number;
  /** Whether it is ours now, by our own clock. */
  mine(): boolean;
  /** Somebody else has matched: look again who owns what. */
  fenced(): void;
}

/** The loops of the senders of one partition. */
export class PartitionSenders {
  readonly #loops = new Map<string, SenderLoop>();
  readonly #sent: SentMark;

  constructor(
    private readonly parts: SenderParts,
    private readonly of: OwnedPartition,
  ) {
    const { bus, unmarked: failures } = parts;
    this.#sent = new SentMark({ bus, failures, mine: () => of.mine() }, of.partition);
  }

  /** For readiness: what is wrong, or undefined. */
  get fault(): string | undefined {
    for (const { fault } of this.#loops.values()) if (fault !== undefined) return fault;
    return undefined;
  }

  /** Begins with a sender, once, where it is one of this partition. */
  begin(sender: string): void {
    const { subjects } = this.parts.bus;
    if (this.#loops.has(sender) || subjects.partitionOf(sender) !== this.of.partition) return;
    const mine = (): boolean => this.of.mine();
    const fenced = (): void => this.of.fenced();
    const loop = new SenderLoop(this.parts, { sender, sent: this.#sent, mine, fenced });
    this.#loops.set(sender, loop);
    loop.start();
  }

  /** Resolves when nothing more is written, and how far the copies are is stored. */
  async stop(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()));
    await this.#sent.close();
  }
}
