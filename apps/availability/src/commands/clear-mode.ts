import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { clearMode } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';

/** `mode.clear`, handed on by the access monitor. */
@Controller()
export class ClearMode {
  constructor(private readonly profiles: Profiles) {}

  @Command('mode.clear')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('mode.clear', request);
    if ('refused' in asked) return asked;
    const { user } = asked.data;
    return this.profiles.change(asked.context, {
      user,
      produces: 'ModeCleared',
      decide: clearMode,
    });
  }
}
