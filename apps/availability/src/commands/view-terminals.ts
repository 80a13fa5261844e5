import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Views } from '../views/views.js';
import { readOperators } from './request.js';

/** `view.terminals {network?, kind?, connected?, user?, after?, max?}` → `{items: [{user, terminal, kind, connected, …}], next?}`. */
@Controller()
export class ViewTerminals {
  constructor(private readonly views: Views) {}

  @Command('view.terminals')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readOperators('view.terminals', request);
    if ('refused' in asked) return asked;
    return answer(await this.views.terminals(asked.data));
  }
}
