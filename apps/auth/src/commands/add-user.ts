import { Command, replyOf } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  SETTINGS,
  type Settings,
} from '@liaison/contracts';
import { Controller, Inject } from '@nestjs/common';
import { Registration } from '../accounts/registration.js';
import { idsAreOurs, tooShort, userOf } from './reply.js';
import { readOperatorsChange } from './request.js';

/**
 * `user.add {login, displayName, password, user?}` → `{user}`. An id is minted unless given; in
 * production a given one is refused, since it would say for ever who somebody is. A password has at
 * least eight characters.
 */
@Controller()
export class AddUser {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly registration: Registration,
  ) {}

  @Command('user.add')
  async add(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.add', request);
    if ('refused' in read) return read;
    if (read.data.user !== undefined && this.settings.production) return { refused: idsAreOurs() };
    const against = tooShort(read.data.password);
    if (against !== undefined) return { refused: against };
    const outcome = await this.registration.register(read.data, read.context);
    return replyOf(outcome, read.context.command, ({ envelope }) => userOf(envelope.subject));
  }
}
