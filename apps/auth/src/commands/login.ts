import { Command, type FactStore } from '@liaison/bus';
import {
  CHANCE,
  CLOCK,
  type Chance,
  type Clock,
  type CommandReply,
  type CommandRequest,
  accountCodec,
  refusal,
  uuidV7,
} from '@liaison/contracts';
import { issueCredential } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { CHANCE_CHARS, newCredentialId } from '../identity/minted-ids.js';
import { FAMILY_LIFETIME_MS } from '../identity/refresh-family.js';
import { RefreshFamilies } from '../identity/refresh-families.js';
import { TokenGiver } from '../identity/token-giver.js';
import { type Shown, Verifiers } from '../identity/verifiers.js';
import { readData } from './request.js';

/**
 * `auth.login {login, password}` → `{token, refresh, user}`: opens a family of refresh tokens. A wrong
 * password and a login nobody has are one answer (C8.1).
 */
@Controller()
export class Login {
  // oxlint-disable-next-line max-params -- providers, injected by type
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CHANCE) private readonly chance: Chance,
    private readonly verifiers: Verifiers,
    private readonly families: RefreshFamilies,
    private readonly tokens: TokenGiver,
  ) {}

  @Command('auth.login')
  async login(request: CommandRequest): Promise<CommandReply> {
    const read = readData('auth.login', request);
    if ('refused' in read) return read;
    const shown = await this.verifiers.check(read.data.login, read.data.password);
    if (shown === 'busy') return { refused: refusal('too-many-requests') };
    return shown === 'wrong' ? notAuthenticated : this.#open(shown, request);
  }

  async #open(shown: Shown, request: CommandRequest): Promise<CommandReply> {
    const { user } = shown;
    const ms = this.clock.ms();
    const command = request.command ?? uuidV7(ms);
    const expiresAt = new Date(ms + FAMILY_LIFETIME_MS).toISOString();
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      {
        command,
        actor: 'app/auth',
        correlation: request.correlation,
        produces: ['CredentialIssued'],
      },
      ({ state }) => {
        // The account is the truth: a verifier that KeyStore still holds opens nothing by itself.
        if (!state.credentials.some(({ credential }) => credential === shown.credential)) {
          return { refused: 'unknown-credential' };
        }
        const random = this.chance.bytes(CHANCE_CHARS, 'credential', command);
        const credential = newCredentialId(ms, random);
        return issueCredential(state, { credential, kind: 'refresh-family', expiresAt });
      },
    );
    if ('refused' in outcome) return gone.has(outcome.refused.code) ? notAuthenticated : outcome;
    if (!('accepted' in outcome)) return { unknown: { command } };
    const { fact, envelope, sequence } = outcome.accepted;
    if (fact.type !== 'CredentialIssued') return { refused: refusal('command-reused') };
    if (fact.replaces !== undefined) await this.families.end({ user, family: fact.replaces });
    const given = await this.families.open({ user, family: fact.credential });
    return {
      accepted: { fact: envelope.id, sequence, result: await this.tokens.giveFor(given) },
    };
  }
}

const notAuthenticated: CommandReply = {
  refused: refusal('not-authenticated', {
    message: 'the login or the password is wrong',
    fix: 'check both; an operator can give a new password',
  }),
};
/** An account that is being erased is one that does not exist, a revoked password a wrong one. */
const gone: ReadonlySet<string> = new Set(['not-registered', 'erased', 'unknown-credential']);
