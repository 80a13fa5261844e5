import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { subscribe } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `event.subscribe {user, service, type}`: wants an event the service declares (C11.5). Not open: as unknown. */
@Controller()
export class SubscribeEvent {
  constructor(private readonly selections: Selections) {}

  @Command('event.subscribe')
  async subscribe(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('event.subscribe', request);
    if ('refused' in read) return read;
    const { user, service, type: eventType } = read.data;
    return this.selections.changeService(read.context, {
      user,
      service,
      produces: 'EventInterestSelected',
      decide: (selection, command, context) =>
        subscribe(selection, { ...command, eventType }, context),
    });
  }
}
