import { Command } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  refusal,
} from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Profiles } from '../profiles/profiles.js';
import { readData } from './request.js';
import { uploadOf } from '../profiles/uploads.js';

/** `profile.get`: one of the user's own documents, equal to what was uploaded. */
@Controller()
export class GetProfile {
  constructor(private readonly profiles: Profiles) {}

  @Command('profile.get')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('profile.get', request);
    if ('refused' in asked) return asked;
    const { user, profile } = asked.data;
    const read = await this.profiles.read(request, user);
    if ('refused' in read) return read;
    const upload = await uploadOf(read.current, profile);
    if (upload === undefined) return { refused: refusal('unknown-profile', { field: '/profile' }) };
    const { document, version } = upload;
    return { accepted: { result: { profile: document as unknown as JsonObject, version } } };
  }
}
