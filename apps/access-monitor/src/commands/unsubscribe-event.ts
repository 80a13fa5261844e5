import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { unsubscribe } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `event.unsubscribe {user, service, type}`: wants it no more; what waits already stays. */
@Controller()
export class UnsubscribeEvent {
  constructor(private readonly selections: Selections) {}

  @Command('event.unsubscribe')
  async unsubscribe(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('event.unsubscribe', request);
    if ('refused' in read) return read;
    const { user, service, type: eventType } = read.data;
    return this.selections.changeService(read.context, {
      user,
      service,
      produces: 'EventInterestDropped',
      decide: (selection, command, context) =>
        unsubscribe(selection, { ...command, eventType }, context),
    });
  }
}
