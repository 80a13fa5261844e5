import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOn } from './hand-on.js';

/** `profile.deactivate {user, profile}`: handed on to availability (C11.4). */
@Controller()
export class DeactivateProfile {
  constructor(private readonly handOn: HandOn) {}

  @Command('profile.deactivate')
  deactivate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOn.take('profile.deactivate', request, message));
  }
}
