import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { withdrawServiceGrant } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.withdraw-grant {service, grant}` → `{changed}`. */
@Controller()
export class WithdrawGrant {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.withdraw-grant')
  async withdraw(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.withdraw-grant', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceGrantWithdrawn',
      (registry) => withdrawServiceGrant(registry, data),
    );
    return replyOf(outcome, context.command);
  }
}
