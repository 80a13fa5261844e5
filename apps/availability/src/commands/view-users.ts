import { Command, answer } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { Views } from '../views/views.js';
import { readOperators } from './request.js';

/** `view.users {state?, connected?, after?, max?}` → `{items: [{user, state, terminals, connected}], next?}`. */
@Controller()
export class ViewUsers {
  constructor(private readonly views: Views) {}

  @Command('view.users')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readOperators('view.users', request);
    if ('refused' in asked) return asked;
    return answer(await this.views.users(asked.data));
  }
}
