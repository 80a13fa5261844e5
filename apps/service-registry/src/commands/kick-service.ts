import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Kicks } from '../services/kicks.js';
import { readOperatorsChange } from './request.js';

/** `service.kick {service, connection?}` → `{kicked}`: one connection, or all (C11.2). */
@Controller()
export class KickService {
  constructor(private readonly kicks: Kicks) {}

  @Command('service.kick')
  async kick(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.kick', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const outcome = await this.kicks.kick(data.service, data.connection, context);
    if ('refused' in outcome) return outcome;
    return 'unknown' in outcome ? { unknown: { command: context.command } } : answer(outcome);
  }
}
