import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOn } from './hand-on.js';

/** `mode.clear {user}`: ends the manual activation, handed on to availability (C11.4). */
@Controller()
export class ClearMode {
  constructor(private readonly handOn: HandOn) {}

  @Command('mode.clear')
  clear(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOn.take('mode.clear', request, message));
  }
}
