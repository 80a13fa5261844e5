import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { activateService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `service.activate {user, service}`: from the next event and call on (C11.3). Not open: as unknown. */
@Controller()
export class ActivateService {
  constructor(private readonly selections: Selections) {}

  @Command('service.activate')
  async activate(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('service.activate', request);
    if ('refused' in read) return read;
    return this.selections.changeService(read.context, {
      ...read.data,
      produces: 'ServiceActivatedForUser',
      decide: activateService,
    });
  }
}
