import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Owners } from './owners.js';
import { readChange } from './request.js';

/** `notification.acknowledge {user, ids}`: settled on all the user's terminals (4.13). */
@Controller()
export class AcknowledgeNotifications {
  constructor(private readonly owners: Owners) {}

  @Command('notification.acknowledge')
  async acknowledge(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('notification.acknowledge', request);
    if ('refused' in read) return read;
    const { user, ids } = read.data;
    const { command, actor, correlation } = read.context;
    const asked = { ask: 'acknowledge', ids, command, actor, correlation } as const;
    return (await this.owners.ask(user, asked)) ?? { unknown: { command } };
  }
}
