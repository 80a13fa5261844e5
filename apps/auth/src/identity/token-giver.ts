import type { JsonObject } from '@liaison/contracts';
import { Injectable } from '@nestjs/common';
import { AccessTokens } from './access-tokens.js';
import type { GivenToken } from './refresh-families.js';

/** What a login and a refresh answer. */
@Injectable()
export class TokenGiver {
  constructor(private readonly access: AccessTokens) {}

  async giveFor(given: GivenToken): Promise<JsonObject> {
    const { user, family, loginAt, refresh } = given;
    const token = await this.access.sign({ user, family, loginAt });
    return { token, refresh, user };
  }
}
