import { ErasedUser, type FactStore } from '@liaison/bus';
import { accountCodec, registryCodec, selectionCodec } from '@liaison/contracts';
import {
  type Registry,
  type Selection,
  type ServiceId,
  type UserId,
  notActing,
} from '@liaison/domain';
import type { Folds } from '../in-force/folds.js';

/** Where the logs were when events were matched: what is younger does not count. */
export interface Then {
  readonly registrySeq: number;
  readonly factsSeq: number;
}

/**
 * What was in force at a match, now or at any later time: the folds where nothing has changed since,
 * else the log.
 */
export class AsOf {
  constructor(
    private readonly folds: Folds,
    private readonly facts: FactStore,
  ) {}

  async registry(service: ServiceId, { registrySeq }: Then): Promise<Registry> {
    if (!this.folds.registryChanges.isYounger(service, registrySeq)) {
      return this.folds.registry(service);
    }
    return (await this.facts.upTo(registryCodec, { kind: 'registry', service }, registrySeq)).state;
  }

  async selection(user: UserId, { factsSeq }: Then): Promise<Selection> {
    if (!this.folds.selectionChanges.isYounger(user, factsSeq)) return this.folds.selection(user);
    return (await this.facts.upTo(selectionCodec, { kind: 'selection', user }, factsSeq)).state;
  }

  /** Of a user who is erased by now nothing is told any more. */
  async isActing(user: UserId, { factsSeq }: Then): Promise<boolean> {
    if (!this.folds.accountChanges.isYounger(user, factsSeq)) return this.folds.isActing(user);
    try {
      const { state } = await this.facts.upTo(accountCodec, { kind: 'account', user }, factsSeq);
      return notActing(state) === undefined;
    } catch (error) {
      if (error instanceof ErasedUser) return false;
      throw error;
    }
  }
}
