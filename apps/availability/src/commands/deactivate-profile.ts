import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deactivateProfile } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';

/** `profile.deactivate`, handed on by the access monitor. */
@Controller()
export class DeactivateProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.deactivate')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('profile.deactivate', request);
    if ('refused' in asked) return asked;
    const { user, profile } = asked.data;
    return this.profiles.change(asked.context, {
      user,
      produces: 'ProfileDeactivated',
      decide: (context) => deactivateProfile(context, { profile }),
    });
  }
}
