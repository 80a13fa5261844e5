import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOver } from './hand-over.js';

/** `mode.activate {user, mode, until?}`: selects a mode of the active profile, handed on to availability (C11.4). */
@Controller()
export class ActivateMode {
  constructor(private readonly handOver: HandOver) {}

  @Command('mode.activate')
  activate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOver.take('mode.activate', request, message));
  }
}
