import type { FactStore } from '@liaison/bus';
import { accountCodec, accountOfShut } from '@liaison/contracts';
import type { Account, DomainRefusal, UserId } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** Looks at accounts, which are auth's to change. */
@Injectable()
export class Accounts {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  /** Is this user registered, and neither suspended nor erased? Needs no key of theirs. */
  async isRegistered(user: UserId): Promise<boolean> {
    const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
    return last !== undefined && accountOfShut(last).status === 'registered';
  }

  /** The account of a user who may act, or why they may not. Throws `ErasedUser`. */
  async acting(user: UserId): Promise<Account | { readonly refused: DomainRefusal }> {
    const account = (await this.facts.last(accountCodec, { kind: 'account', user }))?.head;
    switch (account?.status) {
      case 'registered':
        return account;
      case 'suspended':
        return { refused: 'suspended' };
      case 'erased':
      case 'erasure-completed':
        return { refused: 'erased' };
      case 'absent':
      case undefined:
        return { refused: 'not-registered' };
    }
  }
}
