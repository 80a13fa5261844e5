import { Command } from '@liaison/bus';
import type { CommandData, CommandReply, CommandRequest } from '@liaison/contracts';
import {
  type Decision,
  type ProfileContext,
  type ProfileFact,
  uploadProfile,
  validateProfile,
} from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { Accounts } from '../present/accounts.js';
import { Profiles } from '../profiles/profiles.js';
import { readChange } from './request.js';

/** `profile.upload`: the whole document replaces the one before (claims 1.6, 2.1, 2.3). */
@Controller()
export class UploadProfile {
  constructor(
    private readonly profiles: Profiles,
    private readonly accounts: Accounts,
  ) {}

  @Command('profile.upload')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('profile.upload', request);
    if ('refused' in read) return read;
    return this.profiles.change(read.context, {
      user: read.data.user,
      produces: 'ProfileUploaded',
      decide: (context) => this.decide(read.data, context),
      result: ({ fact, envelope }) => ({
        profile: fact.type === 'ProfileUploaded' ? fact.document.profile : '',
        version: envelope.revision,
      }),
    });
  }

  private async decide(
    data: CommandData<'availability', 'profile.upload'>,
    context: ProfileContext,
  ): Promise<Decision<ProfileFact>> {
    const account = await this.accounts.acting(data.user);
    if ('refused' in account) return account;
    const valid = validateProfile(data.profile);
    if ('faults' in valid) return { refused: 'invalid-profile', faults: valid.faults };
    return uploadProfile(context, {
      document: valid.document,
      terminals: account.terminals,
      ...(data.expectedVersion === undefined ? {} : { expectedVersion: data.expectedVersion }),
    });
  }
}
