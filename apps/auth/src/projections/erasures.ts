import type { PartitionContext, PartitionProjection, ProjectedFact } from '@liaison/bus';
import { accountOfShut } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { DueErasure, Erasure } from '../accounts/erasure.js';

/**
 * Erasures of one partition that were decided and not completed. It starts from the last fact of each
 * account, so what a crash left undone is found at the next take-over (C7.7).
 */
export class ErasuresOfPartition implements PartitionProjection {
  readonly #log = new Logger('erasures');
  readonly #due = new Map<UserId, DueErasure>();
  /** Whose erasure was completed, for ever: some 100 bytes of memory each. */
  readonly #completed = new Set<UserId>();
  /** Of these, who is to be confirmed: an older copy of KeyStore may have come back since. */
  readonly #unconfirmed = new Set<UserId>();
  readonly #warned = new Set<UserId>();
  #live = false;
  #working = false;

  constructor(
    private readonly context: PartitionContext,
    private readonly erasure: Pick<Erasure, 'carryOut' | 'confirm'>,
  ) {}

  /** Decided and not completed. */
  get due(): number {
    return this.#due.size;
  }

  load(): Promise<'last'> {
    return Promise.resolve('last');
  }

  fold({ aggregate, envelope, sequence }: ProjectedFact): void {
    if (aggregate.kind !== 'account') return;
    const { user } = aggregate;
    const { status } = accountOfShut(envelope);
    if (status === 'erased') {
      const { id: fact, correlation } = envelope;
      this.#due.set(user, { user, fact, sequence, correlation });
    } else {
      this.#due.delete(user);
      if (status === 'erasure-completed') this.#complete(user);
    }
    if (this.#live) void this.#work();
  }

  /** An account nobody can read is not erased by guessing. */
  poison({ sequence }: { readonly sequence: number }, reason: string): void {
    this.#log.error(`account fact ${sequence} cannot be read: ${reason}`);
  }

  live(): void {
    this.#live = true;
    void this.#work();
  }

  /** KeyStore was away: what came back may be an older copy, with keys that were destroyed since. */
  missed(): void {
    for (const user of this.#completed) this.#unconfirmed.add(user);
    if (this.#live) void this.#work();
  }

  /** Nothing is stored; what failed is tried again. */
  flush(): Promise<undefined> {
    if (this.#live) void this.#work();
    return Promise.resolve(undefined);
  }

  drop(): void {
    this.#live = false;
    this.#due.clear();
    this.#completed.clear();
    this.#unconfirmed.clear();
  }

  #complete(user: UserId): void {
    this.#completed.add(user);
    this.#unconfirmed.add(user);
  }

  /** One after the other; never rejects. What failed stays due. */
  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    for (const due of this.#due.values()) {
      await this.#step(due.user, async () => {
        await this.erasure.carryOut(due);
        if (this.#due.get(due.user) === due) this.#due.delete(due.user);
      });
    }
    // What fails is put on again, for the next time.
    const unconfirmed = [...this.#unconfirmed];
    for (const user of unconfirmed) {
      await this.#step(user, () => this.#confirm(user));
    }
    this.#working = false;
  }

  /** Taken off first: an older copy that comes back meanwhile puts it on again. */
  async #confirm(user: UserId): Promise<void> {
    this.#unconfirmed.delete(user);
    try {
      await this.erasure.confirm(user);
    } catch (error) {
      if (this.#completed.has(user)) this.#unconfirmed.add(user);
      throw error;
    }
  }

  async #step(user: UserId, step: () => Promise<void>): Promise<void> {
    if (!this.#live || !this.context.stillMine()) return;
    try {
      await step();
    } catch (error) {
      this.#warn(user, error);
    }
  }

  /** Once a user: it is tried again twice a second. */
  #warn(user: UserId, error: unknown): void {
    if (this.#warned.has(user)) return;
    this.#warned.add(user);
    this.#log.warn(`the erasure of ${user} is not through yet: ${String(error)}`);
  }
}
