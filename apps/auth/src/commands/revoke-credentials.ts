import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Revocation } from '../accounts/revocation.js';
import { readOperatorsChange } from './request.js';

/**
 * `user.revoke {user, cause, credential?}`: one credential, or all. Tokens that come from it are taken
 * no more, and who is connected by them is told `closing {revoked}` (C8.2).
 */
@Controller()
export class RevokeCredentials {
  constructor(private readonly revocation: Revocation) {}

  @Command('user.revoke')
  async revoke(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.revoke', request);
    if ('refused' in read) return read;
    const outcome = await this.revocation.revoke(read.data, read.context);
    return replyOf(outcome, read.context.command);
  }
}
