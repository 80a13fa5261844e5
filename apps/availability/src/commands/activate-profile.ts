import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { activateProfile } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';
import { uploadOf } from '../profiles/uploads.js';

/** `profile.activate`, handed on by the access monitor: with a mode, if one is named (claim 11.4). */
@Controller()
export class ActivateProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.activate')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readChange('profile.activate', request);
    if ('refused' in asked) return asked;
    const { user, profile, mode, until } = asked.data;
    const manual = until === undefined ? { mode } : { mode, until };
    return this.profiles.change(asked.context, {
      user,
      produces: 'ProfileActivated',
      decide: async (context, current) => {
        const document = (await uploadOf(current, profile))?.document;
        return activateProfile(context, {
          profile,
          document,
          ...(mode === undefined ? {} : { manual: { ...manual, mode } }),
        });
      },
    });
  }
}
