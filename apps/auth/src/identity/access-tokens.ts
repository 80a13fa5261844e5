import { SignJWT } from 'jose';
import { Inject, Injectable } from '@nestjs/common';
import { CHANCE, CLOCK, type Chance, type Clock, accessToken, newUuidV7 } from '@liaison/contracts';
import type { Instant, UserId } from '@liaison/domain';
import { ServerKeyRing } from './server-keys.js';

/** For whom a token speaks, and since when. */
export interface TokenBearer {
  readonly user: UserId;
  /** The refresh family it comes from. */
  readonly family: string;
  /** When the password was last shown. */
  readonly loginAt: Instant;
}

/** Signs access tokens for terminals: EdDSA, five minutes (see `accessToken` in contracts). */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly ring: ServerKeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CHANCE) private readonly chance: Chance,
  ) {}

  async sign(bearer: TokenBearer): Promise<string> {
    const { kid, signing } = await this.ring.keys();
    const { clock, chance } = this;
    const issuedSeconds = Math.floor(clock.ms() / 1000);
    const expiresSeconds = issuedSeconds + accessToken.lifetimeMs / 1000;
    return new SignJWT({
      family: bearer.family,
      auth_time: Math.floor(Date.parse(bearer.loginAt) / 1000),
    })
      .setProtectedHeader({ alg: accessToken.algorithm, typ: accessToken.type, kid })
      .setIssuer(accessToken.issuer)
      .setAudience(accessToken.audiences.terminal)
      .setSubject(bearer.user)
      .setJti(newUuidV7({ clock, chance }, 'token', bearer.user, bearer.family))
      .setIssuedAt(issuedSeconds)
      .setExpirationTime(expiresSeconds)
      .sign(signing);
  }
}
