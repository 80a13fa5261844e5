import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deactivateService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `service.deactivate {user, service}`: from the next event and call on (C11.3). */
@Controller()
export class DeactivateService {
  constructor(private readonly selections: Selections) {}

  @Command('service.deactivate')
  async deactivate(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('service.deactivate', request);
    if ('refused' in read) return read;
    return this.selections.changeService(read.context, {
      ...read.data,
      produces: 'ServiceDeactivatedForUser',
      decide: deactivateService,
    });
  }
}
