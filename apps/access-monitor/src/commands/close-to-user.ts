import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { closeToUser } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `service.close-to-user {user, service}`: also of a retired service; it is active no more. */
@Controller()
export class CloseToUser {
  constructor(private readonly selections: Selections) {}

  @Command('service.close-to-user')
  async close(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('service.close-to-user', request);
    if ('refused' in read) return read;
    const { user, service } = read.data;
    return this.selections.change(read.context, {
      user,
      produces: 'ServiceClosedToUser',
      decide: (selection, account) => closeToUser(selection, { service }, account),
    });
  }
}
