import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { deleteProfile } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { dataOf } from './data.js';
import { Profiles } from './profiles.js';

/** `profile.delete`: not the active one. */
@Controller()
export class DeleteProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.delete')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = dataOf('profile.delete', request);
    if ('refused' in asked) return asked;
    const { user, profile } = asked.data;
    return this.profiles.change(request, {
      user,
      produces: 'ProfileDeleted',
      decide: (context) => deleteProfile(context, { profile }),
    });
  }
}
