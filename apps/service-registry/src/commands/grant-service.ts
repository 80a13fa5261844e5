import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { grantService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.grant {service, grant}` → `{changed}`. */
@Controller()
export class GrantService {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.grant')
  async grant(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.grant', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceGranted',
      (registry) => grantService(registry, data),
    );
    return replyOf(outcome, context.command);
  }
}
