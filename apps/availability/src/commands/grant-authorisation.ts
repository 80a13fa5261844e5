import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { grant } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';
import { withoutResult } from './without-result.js';

/** `authorisation.grant`: the viewer sees what the profile shows them, for good or until an instant (claim 4.6). */
@Controller()
export class GrantAuthorisation {
  constructor(private readonly consents: Consents) {}

  @Command('authorisation.grant')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('authorisation.grant', request);
    if ('refused' in asked) return asked;
    const { user, viewer, expires } = asked.data;
    const outcome = await this.consents.byOwner(asked.context, {
      owner: user,
      viewer,
      produces: ['AuthorisationGranted'],
      decide: (consent, context) =>
        grant(consent, context, expires === undefined ? {} : { expiresAt: expires }),
    });
    return withoutResult(replyOf(outcome, asked.context.command));
  }
}
