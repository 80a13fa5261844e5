import type { FactStore } from '@liaison/bus';
import { accountCodec } from '@liaison/contracts';
import type { Account, DomainRefusal, UserId } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** Looks at accounts, which are auth's to change. */
@Injectable()
export class Accounts {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

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
