import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deleteProfile } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';

/** `profile.delete`: not the active one. */
@Controller()
export class DeleteProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.delete')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('profile.delete', request);
    if ('refused' in asked) return asked;
    const { user, profile } = asked.data;
    return this.profiles.change(asked.context, {
      user,
      produces: 'ProfileDeleted',
      decide: (context) => deleteProfile(context, { profile }),
    });
  }
}
