import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Directory } from '../accounts/directory.js';
import { answer } from './reply.js';
import { readOperators } from './request.js';

/** Users a page holds unless fewer are asked for: the most the schema lets one ask for. */
const PAGE_MAX = 200;

/** `user.list {after?, max?}` → `{items: [{user, status, terminals, login?, displayName?}], next?}`. */
@Controller()
export class ListUsers {
  constructor(private readonly directory: Directory) {}

  @Command('user.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('user.list', request);
    if ('refused' in read) return read;
    const { after = '', max = PAGE_MAX } = read.data;
    return answer({ ...(await this.directory.page(after, max)) });
  }
}
