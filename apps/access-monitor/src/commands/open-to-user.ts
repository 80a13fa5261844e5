import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { openToUser } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `service.open-to-user {user, service}`: an operator lets one user see and activate a service. */
@Controller()
export class OpenToUser {
  constructor(private readonly selections: Selections) {}

  @Command('service.open-to-user')
  async open(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('service.open-to-user', request);
    if ('refused' in read) return read;
    return this.selections.changeService(read.context, {
      ...read.data,
      produces: 'ServiceOpenedToUser',
      decide: openToUser,
    });
  }
}
