import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { retireService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.retire {service}` → `{changed}`: for good; its owner ends what is still connected and removes its durable. */
@Controller()
export class RetireService {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.retire')
  async retire(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.retire', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceRetired',
      (registry) => retireService(registry),
    );
    return replyOf(outcome, context.command);
  }
}
