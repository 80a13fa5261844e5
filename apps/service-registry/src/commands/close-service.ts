import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { closeService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.close {service}` → `{changed}`: open to those alone it is opened to. */
@Controller()
export class CloseService {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.close')
  async close(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.close', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceClosed',
      (registry) => closeService(registry),
    );
    return replyOf(outcome, context.command);
  }
}
