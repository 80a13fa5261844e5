import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOver } from './hand-over.js';

/** `profile.deactivate {user, profile}`: handed on to availability (C11.4). */
@Controller()
export class DeactivateProfile {
  constructor(private readonly handOver: HandOver) {}

  @Command('profile.deactivate')
  deactivate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOver.take('profile.deactivate', request, message));
  }
}
