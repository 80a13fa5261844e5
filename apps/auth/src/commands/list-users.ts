import { Command, answer } from '@liaison/bus';
import { type CommandReply, type CommandRequest, USERS_PAGE_MAX } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Directory } from '../accounts/directory.js';
import { readOperators } from './request.js';

/** `user.list {after?, max?}` → `{items: [{user, status, terminals, login?, displayName?}], next?}`. */
@Controller()
export class ListUsers {
  constructor(private readonly directory: Directory) {}

  @Command('user.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('user.list', request);
    if ('refused' in read) return read;
    const { after = '', max = USERS_PAGE_MAX } = read.data;
    return answer({ ...(await this.directory.page(after, max)) });
  }
}
