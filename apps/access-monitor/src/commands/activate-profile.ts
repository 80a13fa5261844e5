import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOver } from './hand-over.js';

/** `profile.activate {user, profile, mode?, until?}`: selects a profile, handed on to availability (C11.4). */
@Controller()
export class ActivateProfile {
  constructor(private readonly handOver: HandOver) {}

  @Command('profile.activate')
  activate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOver.take('profile.activate', request, message));
  }
}
