import type { PartitionContext, PartitionProjection, ProjectedFact } from '@liaison/bus';
import { accountOfShut } from '@liaison/contracts';
import { Logger } from '@nestjs/common';
import { Entitlements } from './entitlement.js';
import type { PartitionMonitor } from './partition-monitor.js';

/** Whose terminals may be connected in one partition, by the last fact of each account. */
export class AccountsOfPartition implements PartitionProjection {
  readonly entitlements = new Entitlements();
  readonly #log = new Logger('accounts');
  #reached = false;

  constructor(
    private readonly context: PartitionContext,
    private readonly monitor: PartitionMonitor,
  ) {}

  /** All facts of the take-over are folded, and the partition is ours. */
  get current(): boolean {
    return this.#reached && this.context.stillMine();
  }

  load(): Promise<'last'> {
    this.monitor.readAccounts(this);
    return Promise.resolve('last');
  }

  fold({ aggregate, envelope }: ProjectedFact): void {
    if (aggregate.kind !== 'account') return;
    this.entitlements.set(aggregate.user, accountOfShut(envelope));
    this.monitor.judgeUser(aggregate.user);
  }

  /** What cannot be read ends nobody's connection. */
  poison({ sequence }: { readonly sequence: number }, reason: string): void {
    this.#log.error(`account fact ${sequence} cannot be read: ${reason}`);
  }

  live(): void {
    this.#reached = true;
    this.monitor.judgeAll();
  }

  flush(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  drop(): void {
    this.#reached = false;
  }
}
