import { Command } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  refusal,
} from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { CallTargets, toldToService } from './call-targets.js';
import { readData } from './request.js';

/**
 * `service.query {service, query}`: `call-target` alone is there yet. A service that may not ask about
 * a user is answered as about one who does not exist.
 */
@Controller()
export class ServiceQueries {
  constructor(private readonly callTargets: CallTargets) {}

  @Command('service.query')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('service.query', request);
    if ('refused' in asked) return asked;
    const { service, query } = asked.data;
    if (!('call-target' in query)) return { refused: refusal('not-available-yet') };
    const call = query['call-target'];
    const mayAsk = await this.callTargets.mayAsk(service, call.user);
    const answer = mayAsk ? await this.callTargets.of(request, call) : this.callTargets.ofNobody();
    if ('refused' in answer) return answer;
    return { accepted: { result: toldToService(answer) as unknown as JsonObject } };
  }
}
