import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { ITEMS_ACKNOWLEDGED_MAX } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Owners, away } from './owners.js';
import { readData } from './request.js';

/** `notification.fetch {user, max?}` → `{items: [{id, event}], left}`: what waits, in every mode (4.13). */
@Controller()
export class FetchNotifications {
  constructor(private readonly owners: Owners) {}

  @Command('notification.fetch')
  async fetch(request: CommandRequest): Promise<CommandReply> {
    const read = readData('notification.fetch', request);
    if ('refused' in read) return read;
    const { user, max = ITEMS_ACKNOWLEDGED_MAX } = read.data;
    return (await this.owners.ask(user, { ask: 'fetch', max })) ?? away();
  }
}
