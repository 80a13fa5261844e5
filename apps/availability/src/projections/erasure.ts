import { type Bus, type Delivered, NotReached, listen, wipeSubject } from '@liaison/bus';
import type { ErasureReply, ErasureRequest } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import type { Entry } from './entry.js';
import type { Rows } from './rows.js';
import type { StateWriter } from './state-writer.js';

export interface ErasureDeskParts {
  readonly bus: Bus;
  readonly rows: Rows;
  readonly states: StateWriter;
  /** Whether rows are being built beside ours, or an interrupted rebuild has left some. */
  isRebuilt(): Promise<boolean>;
  /** Resolves when this fact is folded. Throws `NotReached`. */
  reached(sequence: number): Promise<void>;
  stillMine(): boolean;
  entry(user: UserId): Entry | undefined;
  /** It could not be done; who asked gets no answer and asks again. */
  failed(user: UserId, error: unknown): void;
}

/**
 * Wipes what is derived here from an erased user, when auth asks: STATE overwritten and acknowledged,
 * rows and what was shown of them erased. Idempotent; answers `{done: true}` only when nothing is left, else not at all.
 */
export class ErasureDesk {
  private subscription: { unsubscribe(): void } | undefined;

  constructor(private readonly parts: ErasureDeskParts) {}

  /** From the live position on. */
  start(partition: number): void {
    const { bus } = this.parts;
    this.subscription = listen(bus, bus.subjects.erasureOf(partition), (message) => {
      const user = bus.subjects.userOf(message.subject);
      this.serve(user, message).catch((error: unknown) => {
        if (!(error instanceof NotReached)) this.parts.failed(user, error);
      });
    });
  }

  stop(): void {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
  }

  private async serve(user: UserId, { reply, data }: Delivered): Promise<void> {
    const { atLeast = 0 } = JSON.parse(Buffer.from(data).toString()) as Partial<ErasureRequest>;
    await this.parts.reached(atLeast);
    if (reply === undefined || !this.parts.stillMine() || !(await this.wipe(user, atLeast))) return;
    const done = { done: true } satisfies ErasureReply;
    this.parts.bus.outbox.publish(reply, JSON.stringify(done));
  }

  /** Never rejects; false: not wiped. */
  private async wipe(user: UserId, erasedAt: number): Promise<boolean> {
    const { states, rows } = this.parts;
    const entry = this.parts.entry(user);
    try {
      if (entry === undefined) return true;
      // Wiped before this load: then only STATE knows the user, as gone.
      if (!entry.erased && entry.facts.account.status !== 'absent') return false;
      await states.settled(entry);
      await rows.erase(entry);
      // The key is gone by now: a rebuild that begins later cannot know more.
      if (await this.parts.isRebuilt()) await rows.shut(entry, Math.max(entry.src, erasedAt));
      await wipeSubject(this.parts.bus, 'SHOWN', this.parts.bus.subjects.shown(user));
      return true;
    } catch (error) {
      this.parts.failed(user, error);
      return false;
    }
  }
}
