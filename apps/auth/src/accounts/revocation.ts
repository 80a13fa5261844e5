import type { CommandContext, FactStore, Outcome } from '@liaison/bus';
import { accountCodec } from '@liaison/contracts';
import {
  type Account,
  type AccountFact,
  CREDENTIALS_MAX,
  type CredentialId,
  type UserId,
  revokeCredential,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { stepCommand } from '../identity/minted-ids.js';
import { RefreshFamilies } from '../identity/refresh-families.js';
import { Verifiers } from '../identity/verifiers.js';

type AccountOutcome = Outcome<AccountFact, Account>;
type Held = Account['credentials'][number];

/** What is to be revoked of whom; no credential: all of them. */
export interface Unwanted {
  readonly user: UserId;
  readonly credential?: CredentialId;
  readonly cause: string;
}

/** A password first, so that nothing is opened by it while the rest is being revoked. */
const KINDS: readonly Held['kind'][] = ['password', 'key', 'refresh-family'];

/**
 * Takes credentials from a user, a fact each, then what KeyStore holds of each. Steps of one command:
 * repeated, it goes on where it stopped. Whoever is connected by what is gone is ended by their gateway,
 * who learns of it from SELF (C8.2).
 */
@Injectable()
export class Revocation {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly families: RefreshFamilies,
    private readonly verifiers: Verifiers,
  ) {}

  /** Answers the first of the facts, or why there is none. */
  async revoke(unwanted: Unwanted, context: CommandContext): Promise<AccountOutcome> {
    const { credential } = unwanted;
    const isAll = credential === undefined;
    const first = await this.#step(
      unwanted,
      context,
      (state) => credential ?? nextOf(state, KINDS),
    );
    if (!('accepted' in first)) return first;
    for (let step = 1; step <= CREDENTIALS_MAX; step++) {
      const command = stepCommand(context.command, `revoke ${step}`);
      const next = await this.#step(unwanted, { ...context, command }, (state) =>
        nextOf(state, isAll ? KINDS : orphansOf(state)),
      );
      if ('unchanged' in next) break;
      if (!('accepted' in next)) return next;
    }
    return first;
  }

  async #step(
    { user, cause }: Unwanted,
    context: CommandContext,
    next: (state: Account) => CredentialId | undefined,
  ): Promise<AccountOutcome> {
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...context, produces: ['CredentialRevoked'] },
      ({ state }) => {
        const credential = next(state);
        if (credential === undefined && isLiving(state)) return { unchanged: true };
        return revokeCredential(state, { credential: credential ?? '', cause });
      },
    );
    if ('accepted' in outcome) await this.#forget(user, outcome.accepted);
    return outcome;
  }

  /** What could still be shown as one's own is destroyed. */
  async #forget(
    user: UserId,
    { fact, head }: { readonly fact: AccountFact; readonly head: Account },
  ): Promise<void> {
    if (fact.type !== 'CredentialRevoked') return;
    await this.families.end({ user, family: fact.credential });
    if (!head.credentials.some(isPassword)) await this.verifiers.drop(user, fact.credential);
  }
}

function isPassword({ kind }: Held): boolean {
  return kind === 'password';
}

function isLiving({ status }: Account): boolean {
  return status === 'registered' || status === 'suspended';
}

/** Logins are made by a password, so they end with it. */
function orphansOf({ credentials }: Account): readonly Held['kind'][] {
  return credentials.some(isPassword) ? [] : ['refresh-family'];
}

function nextOf(
  { credentials }: Account,
  kinds: readonly Held['kind'][],
): CredentialId | undefined {
  for (const wanted of kinds) {
    const found = credentials.find(({ kind }) => kind === wanted);
    if (found !== undefined) return found.credential;
  }
  return undefined;
}
