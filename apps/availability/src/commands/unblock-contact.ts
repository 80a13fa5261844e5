import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { unblock } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';

/** `contact.unblock`: brings back what held beside the block. */
@Controller()
export class UnblockContact {
  constructor(private readonly consents: Consents) {}

  @Command('contact.unblock')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('contact.unblock', request);
    if ('refused' in asked) return asked;
    const { user, viewer } = asked.data;
    const outcome = await this.consents.byOwner(asked.context, {
      owner: user,
      viewer,
      produces: ['ContactUnblocked'],
      decide: unblock,
    });
    return replyOf(outcome, asked.context.command);
  }
}
