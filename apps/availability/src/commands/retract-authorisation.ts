import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { retract } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';
import { withoutResult } from './without-result.js';

/** `authorisation.retract`: takes one's own request back, and never tells whether it was pending. */
@Controller()
export class RetractAuthorisation {
  constructor(private readonly consents: Consents) {}

  @Command('authorisation.retract')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('authorisation.retract', request);
    if ('refused' in asked) return asked;
    const { user, target } = asked.data;
    const outcome = await this.consents.byViewer(asked.context, {
      owner: target,
      viewer: user,
      produces: ['AuthorisationRetracted'],
      decide: retract,
    });
    return withoutResult(replyOf(outcome, asked.context.command));
  }
}
