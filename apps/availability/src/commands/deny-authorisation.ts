import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deny } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';
import { withoutResult } from './without-result.js';

/** `authorisation.deny`: ends the pending request and a grant, and silences the asker for 30 days (claim 4.6). */
@Controller()
export class DenyAuthorisation {
  constructor(private readonly consents: Consents) {}

  @Command('authorisation.deny')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('authorisation.deny', request);
    if ('refused' in asked) return asked;
    const { user, viewer } = asked.data;
    const outcome = await this.consents.byOwner(asked.context, {
      owner: user,
      viewer,
      produces: ['AuthorisationDenied'],
      decide: deny,
    });
    return withoutResult(replyOf(outcome, asked.context.command));
  }
}
