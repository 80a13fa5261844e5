import { Command, type FactStore, answer } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  accountCodec,
  refusal,
  uuidV7,
} from '@liaison/contracts';
import { hasCredential, revokeCredential } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject, Logger } from '@nestjs/common';
import { type FamilyOwner, RefreshFamilies } from '../identity/refresh-families.js';
import { TokenGiver } from '../identity/token-giver.js';
import { readData } from './request.js';

/**
 * `auth.refresh {refresh}`: the token is used up and another given. One that was used before ends its
 * family, here and at whoever else has a copy (C8.2).
 */
@Controller()
export class Refresh {
  readonly #log = new Logger('refresh');

  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly families: RefreshFamilies,
    private readonly tokens: TokenGiver,
  ) {}

  @Command('auth.refresh')
  async refresh(request: CommandRequest): Promise<CommandReply> {
    const read = readData('auth.refresh', request);
    if ('refused' in read) return read;
    const owner = await this.families.ownerOf(read.data.refresh);
    const sequence = owner && (await this.#standsAt(owner));
    if (owner === undefined || sequence === undefined) return notAuthenticated;
    const rotation = await this.families.rotate(owner, read.data.refresh);
    if (rotation === undefined) return notAuthenticated;
    if (!('ended' in rotation)) {
      return answer(await this.tokens.giveFor(rotation), { sequence });
    }
    await this.#revoke(owner, rotation.ended, request);
    return notAuthenticated;
  }

  /**
   * Where in the log the family stands; undefined: it does not. The account is the truth: what it does
   * not list opens nothing, whatever KeyStore still holds.
   */
  async #standsAt(owner: FamilyOwner): Promise<number | undefined> {
    const last = await this.facts.last(accountCodec, { kind: 'account', user: owner.user });
    if (last?.head.status !== 'registered') return undefined;
    return hasCredential(last.head, owner.family) ? last.sequence : undefined;
  }

  async #revoke(owner: FamilyOwner, cause: string, request: CommandRequest): Promise<void> {
    const { user, family } = owner;
    this.#log.warn({ event: 'family-revoked', user, family, cause });
    await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      {
        command: request.command ?? uuidV7(this.clock.ms()),
        actor: 'app/auth',
        correlation: request.correlation,
        produces: ['CredentialRevoked'],
      },
      ({ state }) => revokeCredential(state, { credential: family, cause }),
    );
    await this.families.end(owner);
  }
}

const notAuthenticated: CommandReply = {
  refused: refusal('not-authenticated', {
    message: 'the refresh token is spent, revoked, too old, or none of ours',
    fix: 'log in with auth.login',
  }),
};
