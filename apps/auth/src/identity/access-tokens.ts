import { SignJWT } from 'jose';
import { Inject, Injectable } from '@nestjs/common';
import { CHANCE, CLOCK, type Chance, type Clock, accessToken, uuidV7 } from '@liaison/contracts';
import type { Instant, UserId } from '@liaison/domain';
import { ServerKeyRing } from './server-keys.js';

/** Of chance in a token's id. */
const ID_BYTES = 10;

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
    const ms = this.clock.ms();
    const issuedSeconds = Math.floor(ms / 1000);
    const random = this.chance.bytes(ID_BYTES, 'token', bearer.user, bearer.family);
    const expiresSeconds = issuedSeconds + accessToken.lifetimeMs / 1000;
    return new SignJWT({
      family: bearer.family,
      auth_time: Math.floor(Date.parse(bearer.loginAt) / 1000),
    })
      .setProtectedHeader({ alg: accessToken.algorithm, typ: accessToken.type, kid })
      .setIssuer(accessToken.issuer)
      .setAudience(accessToken.audiences.terminal)
      .setSubject(bearer.user)
      .setJti(uuidV7(ms, random))
      .setIssuedAt(issuedSeconds)
      .setExpirationTime(expiresSeconds)
      .sign(signing);
  }
}
