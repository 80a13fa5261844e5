import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Durables } from '../projections/durables.js';
import { Declaring } from '../services/declaring.js';
import { Presence } from '../services/presence.js';
import { readServicesChange } from './request.js';

/** `service.declare {service, connection, declaration}` → `{version, reconnect?, unmatched?}`, of a connected one. */
@Controller()
export class DeclareService {
  constructor(
    private readonly declaring: Declaring,
    private readonly presence: Presence,
    private readonly durables: Durables,
  ) {}

  @Command('service.declare')
  async declare(request: CommandRequest): Promise<CommandReply> {
    const read = readServicesChange('service.declare', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const { service, connection, declaration } = data;
    const absent = await this.presence.whyNot(service, connection);
    if (absent !== undefined) return { refused: absent };
    const declared = await this.declaring.declare(service, declaration, context);
    if ('refused' in declared) return declared;
    if ('unknown' in declared) return { unknown: { command: context.command } };
    await this.durables.settle(service, declared.registry);
    const { answer: told, fact } = declared;
    return answer(told, fact === undefined ? {} : { fact });
  }
}
