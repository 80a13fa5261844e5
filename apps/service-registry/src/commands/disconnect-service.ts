import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Endings } from '../connections/endings.js';
import { ConnectionLeases } from '../connections/leases.js';
import { readServicesChange } from './request.js';

/** `service.disconnect {service, connection}` → `{}`: this connection and no other; one that is over changes nothing. */
@Controller()
export class DisconnectService {
  constructor(
    private readonly endings: Endings,
    private readonly leases: ConnectionLeases,
  ) {}

  @Command('service.disconnect')
  async disconnect(request: CommandRequest): Promise<CommandReply> {
    const read = readServicesChange('service.disconnect', request);
    if ('refused' in read) return read;
    const { data, context } = read;
    const { service, connection } = data;
    const outcome = await this.endings.end(service, { connection, cause: 'closed' }, context);
    if ('unknown' in outcome) return { unknown: { command: context.command } };
    if ('refused' in outcome && outcome.refused.code !== 'not-connected') return outcome;
    await this.leases.end(service, connection);
    if (!('accepted' in outcome)) return answer({});
    const { envelope, sequence } = outcome.accepted;
    return answer({}, { fact: envelope.id, sequence });
  }
}
