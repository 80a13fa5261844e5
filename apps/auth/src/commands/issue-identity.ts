import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ServiceIdentities } from '../services/service-identities.js';
import { readOperatorsChange } from './request.js';

/** `service.issue-identity {service, kind, publicKey?}` → `{identity, user, secret?}`. */
@Controller()
export class IssueIdentity {
  constructor(private readonly identities: ServiceIdentities) {}

  @Command('service.issue-identity')
  async issue(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('service.issue-identity', request);
    if ('refused' in read) return read;
    const { outcome, identity, secret } = await this.identities.issue(read.data, read.context);
    const told = secret === undefined ? {} : { secret };
    const { service: user } = read.data;
    return replyOf(outcome, read.context.command, () => ({ identity, user, ...told }));
  }
}
