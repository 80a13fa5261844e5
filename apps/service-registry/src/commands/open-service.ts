import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { openService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.open {service}` → `{changed}`: open to everyone from now on. */
@Controller()
export class OpenService {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.open')
  async open(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.open', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceOpened',
      (registry) => openService(registry),
    );
    return replyOf(outcome, context.command);
  }
}
