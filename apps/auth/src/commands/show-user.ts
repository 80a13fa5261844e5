import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Directory } from '../accounts/directory.js';
import { readOperators } from './request.js';

/** `user.show {user}` → `{user, status, terminals, credentials, login?, displayName?}`. */
@Controller()
export class ShowUser {
  constructor(private readonly directory: Directory) {}

  @Command('user.show')
  async show(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('user.show', request);
    if ('refused' in read) return read;
    const shown = await this.directory.show(read.data.user);
    return shown === undefined ? { refused: refusal('not-registered') } : answer({ ...shown });
  }
}
