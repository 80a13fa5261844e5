import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Backlogs } from '../services/backlogs.js';
import { readOperators } from './request.js';

/** `service.backlogs {min?, connected?, after?, max?}` → `{items: [{service, backlog, …}], next?}`. */
@Controller()
export class ViewBacklogs {
  constructor(private readonly backlogs: Backlogs) {}

  @Command('service.backlogs')
  async view(request: CommandRequest): Promise<CommandReply> {
    const read = readOperators('service.backlogs', request);
    if ('refused' in read) return read;
    return answer(await this.backlogs.page(read.data));
  }
}
