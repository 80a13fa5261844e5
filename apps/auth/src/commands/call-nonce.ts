import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { ServiceSecrets } from '../services/service-secrets.js';
import { readData } from './request.js';

/** `service.call-nonce {service}` → `{nonce}`, for our apps alone: who knows it can call the service. */
@Controller()
export class CallNonce {
  constructor(private readonly secrets: ServiceSecrets) {}

  @Command('service.call-nonce')
  async nonce(request: CommandRequest): Promise<CommandReply> {
    if (!request.actor.startsWith('app/')) return { refused: refusal('not-permitted') };
    const read = readData('service.call-nonce', request);
    if ('refused' in read) return read;
    return answer({ nonce: await this.secrets.nonce(read.data.service) });
  }
}
