import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { registerService } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Registrations } from '../services/registrations.js';
import { readOperatorsChange } from './request.js';

/** `service.register {service}` → `{changed}`: an id names one service for ever. */
@Controller()
export class RegisterService {
  constructor(private readonly registrations: Registrations) {}

  @Command('service.register')
  async register(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.register', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.registrations.change(
      data.service,
      context,
      'ServiceRegistered',
      (registry) => registerService(registry),
    );
    return replyOf(outcome, context.command);
  }
}
