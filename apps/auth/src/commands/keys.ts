import { Command, answer } from '@liaison/bus';
import type { CommandReply } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ServerKeyRing } from '../identity/server-keys.js';

/** `auth.keys {}` → a JWK set (RFC 7517): what a gateway verifies access tokens with. */
@Controller()
export class Keys {
  constructor(private readonly ring: ServerKeyRing) {}

  @Command('auth.keys')
  async keys(): Promise<CommandReply> {
    const { published } = await this.ring.keys();
    return answer({ keys: published.map((jwk) => ({ ...jwk })) });
  }
}
