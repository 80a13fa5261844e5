import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { activateMode } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';

/** `mode.activate`, handed on by the access monitor: a mode of the active profile (claim 1.8). */
@Controller()
export class ActivateMode {
  constructor(private readonly profiles: Profiles) {}

  @Command('mode.activate')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('mode.activate', request);
    if ('refused' in asked) return asked;
    const { user, ...activation } = asked.data;
    return this.profiles.change(asked.context, {
      user,
      produces: 'ModeActivated',
      decide: (context) => activateMode(context, activation),
    });
  }
}
