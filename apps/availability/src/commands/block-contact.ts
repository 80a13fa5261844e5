import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { block } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Consents } from '../consents/consents.js';
import { readChange } from './request.js';

/** `contact.block`: from now on the viewer is told `unknown`, grant or not. */
@Controller()
export class BlockContact {
  constructor(private readonly consents: Consents) {}

  @Command('contact.block')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('contact.block', request);
    if ('refused' in asked) return asked;
    const { user, viewer } = asked.data;
    const outcome = await this.consents.byOwner(asked.context, {
      owner: user,
      viewer,
      produces: ['ContactBlocked'],
      decide: block,
    });
    return replyOf(outcome, asked.context.command);
  }
}
