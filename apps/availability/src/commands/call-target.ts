import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest, JsonObject } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { CallTargets } from '../present/call-targets.js';
import { readData } from './request.js';

/** `call.target {user, caller?}`: for operators, each step with its true reason. */
@Controller()
export class CallTargetOf {
  constructor(private readonly callTargets: CallTargets) {}

  @Command('call.target')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('call.target', request);
    if ('refused' in asked) return asked;
    const answer = await this.callTargets.of(request, asked.data);
    if ('refused' in answer) return answer;
    return { accepted: { result: answer as unknown as JsonObject } };
  }
}
