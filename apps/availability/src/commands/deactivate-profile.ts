import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deactivateProfile } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { dataOf } from './data.js';
import { Profiles } from './profiles.js';

/** `profile.deactivate`, handed on by the access monitor. */
@Controller()
export class DeactivateProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.deactivate')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = dataOf('profile.deactivate', request);
    if ('refused' in asked) return asked;
    const { user, profile } = asked.data;
    return this.profiles.change(request, {
      user,
      produces: 'ProfileDeactivated',
      decide: (context) => deactivateProfile(context, { profile }),
    });
  }
}
