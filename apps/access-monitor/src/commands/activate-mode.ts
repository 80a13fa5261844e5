import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOn } from './hand-on.js';

/** `mode.activate {user, mode, until?}`: selects a mode of the active profile, handed on to availability (C11.4). */
@Controller()
export class ActivateMode {
  constructor(private readonly handOn: HandOn) {}

  @Command('mode.activate')
  activate(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOn.take('mode.activate', request, message));
  }
}
