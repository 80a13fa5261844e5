import type { CommandContext, FactStore, Outcome } from '@liaison/bus';
import { CLOCK, type Clock, accountCodec, refusal } from '@liaison/contracts';
import {
  type Account,
  type AccountFact,
  type UserId,
  initialAccount,
  issueCredential,
  notActing,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { newCredentialId } from '../identity/minted-ids.js';
import { Verifiers } from '../identity/verifiers.js';

/** Gives a user a password: the verifier first, then the fact; the same command goes on after a crash. */
@Injectable()
export class NewPassword {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly verifiers: Verifiers,
  ) {}

  async give(
    user: UserId,
    password: string,
    context: CommandContext,
  ): Promise<Outcome<AccountFact, Account>> {
    const before = await this.facts.last(accountCodec, { kind: 'account', user });
    const against = notActing(before?.head ?? initialAccount);
    if (against !== undefined) return { refused: refusal(against) };
    await this.verifiers.replace(user, password);
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...context, produces: ['CredentialIssued'] },
      ({ state }) => {
        const old = state.credentials.find(({ kind }) => kind === 'password');
        const replaced = old === undefined ? {} : { replaces: old.credential };
        const credential = newCredentialId(this.clock.ms());
        return issueCredential(state, { credential, kind: 'password', ...replaced });
      },
    );
    // Erased meanwhile: nothing of them may be left.
    const isGone = 'refused' in outcome && outcome.refused.code === 'erased';
    if (isGone) await this.verifiers.drop(user);
    return outcome;
  }
}
