import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readData } from './request.js';
import { uploadOf } from '../profiles/uploads.js';

/** `profile.list`: the user's own, by id. */
@Controller()
export class ListProfiles {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.list')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('profile.list', request);
    if ('refused' in asked) return asked;
    const read = await this.profiles.read(request, asked.data.user);
    if ('refused' in read) return read;
    const { state } = read.current;
    const items = await Promise.all(
      state.profiles.map(async ({ profile, version }) => ({
        profile,
        label: (await uploadOf(read.current, profile))?.document.label ?? '',
        version,
        active: profile === state.active,
      })),
    );
    return { accepted: { result: { items } } };
  }
}
