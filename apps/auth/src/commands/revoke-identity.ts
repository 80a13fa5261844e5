import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ServiceIdentities } from '../services/service-identities.js';
import { readOperatorsChange } from './request.js';

/** `service.revoke-identity {service, identity}`: all of the service's connections log in anew. */
@Controller()
export class RevokeIdentity {
  constructor(private readonly identities: ServiceIdentities) {}

  @Command('service.revoke-identity')
  async revoke(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.revoke-identity', request);
    if ('refused' in read) return read;
    const { service, identity } = read.data;
    const outcome = await this.identities.revoke(service, identity, read.context);
    return replyOf(outcome, read.context.command);
  }
}
