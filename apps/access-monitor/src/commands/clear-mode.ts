import { Command, type CommandAnswer, type CommandMessage } from '@liaison/bus';
import type { CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { HandOver } from './hand-over.js';

/** `mode.clear {user}`: ends the manual activation, handed on to availability (C11.4). */
@Controller()
export class ClearMode {
  constructor(private readonly handOver: HandOver) {}

  @Command('mode.clear')
  clear(request: CommandRequest, message: CommandMessage): Promise<CommandAnswer> {
    return Promise.resolve(this.handOver.take('mode.clear', request, message));
  }
}
