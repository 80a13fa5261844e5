import type { CommandContext, FactStore, Outcome } from '@liaison/bus';
import { accountCodec, refusal } from '@liaison/contracts';
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
import { passwordIdOf } from '../identity/minted-ids.js';
import { Verifiers } from '../identity/verifiers.js';

/**
 * Gives a user a password: the verifier is laid down, the fact makes it count, and what it replaces is
 * dropped. The same command goes on after a crash; without the fact the old password stays.
 */
@Injectable()
export class NewPassword {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
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
    const credential = passwordIdOf(context.command);
    await this.verifiers.lay(user, credential, password);
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...context, produces: ['CredentialIssued'] },
      ({ state }) => {
        const old = state.credentials.find(({ kind }) => kind === 'password');
        const replaced = old === undefined ? {} : { replaces: old.credential };
        return issueCredential(state, { credential, kind: 'password', ...replaced });
      },
    );
    // Erased meanwhile: nothing of them may be left.
    const isGone = 'refused' in outcome && outcome.refused.code === 'erased';
    if (isGone) await this.verifiers.drop(user, credential);
    if ('accepted' in outcome) await this.#forget(user, outcome.accepted.fact);
    return outcome;
  }

  /** What a new password replaced opens nothing any more. */
  async #forget(user: UserId, fact: AccountFact): Promise<void> {
    if (fact.type === 'CredentialIssued') await this.verifiers.drop(user, fact.replaces);
  }
}
