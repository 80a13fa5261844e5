import { Command, replyOf } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { Controller } from '@nestjs/common';
import { NewPassword } from '../accounts/new-password.js';
import { tooShort } from './reply.js';
import { readOperatorsChange } from './request.js';

/** `user.set-password {user, password}`: in place of the one there may be; logins stay as they are. */
@Controller()
export class SetPassword {
  constructor(private readonly passwords: NewPassword) {}

  @Command('user.set-password')
  async set(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.set-password', request);
    if ('refused' in read) return read;
    const { user, password } = read.data;
    const against = tooShort(password);
    if (against !== undefined) return { refused: against };
    const outcome = await this.passwords.give(user, password, read.context);
    return replyOf(outcome, read.context.command);
  }
}
