import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOn } from './hand-on.js';

/** `profile.activate {user, profile, mode?, until?}`: selects a profile, handed on to availability (C11.4). */
@Controller()
export class ActivateProfile {
  constructor(private readonly handOn: HandOn) {}

  @Command('profile.activate')
  activate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOn.take('profile.activate', request, message));
  }
}
