import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { withdraw } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';
import { withoutResult } from './without-result.js';

/** `authorisation.withdraw`: ends a grant (claim 4.6). */
@Controller()
export class WithdrawAuthorisation {
  constructor(private readonly consents: Consents) {}

  @Command('authorisation.withdraw')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('authorisation.withdraw', request);
    if ('refused' in asked) return asked;
    const { user, viewer } = asked.data;
    const outcome = await this.consents.byOwner(asked.context, {
      owner: user,
      viewer,
      produces: ['AuthorisationWithdrawn'],
      decide: withdraw,
    });
    return withoutResult(replyOf(outcome, asked.context.command));
  }
}
