import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, accountCodec } from '@liaison/contracts';
import { eraseUser } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readOperatorsChange } from './request.js';

/**
 * `user.erase {user}`: erased from here on, for everybody. The steps this causes are the partition
 * owner's; `user.list` shows `erasure-completed` when they are through (C7.7).
 */
@Controller()
export class EraseUser {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('user.erase')
  async erase(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.erase', request);
    if ('refused' in read) return read;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user: read.data.user },
      { ...read.context, produces: ['UserErased'] },
      ({ state }) => eraseUser(state, { by: 'operator' }),
    );
    return replyOf(outcome, read.context.command);
  }
}
