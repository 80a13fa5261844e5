import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, accountCodec } from '@liaison/contracts';
import { reinstate } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readOperatorsChange } from './request.js';

/** `user.reinstate {user, cause, note?}`: what there was before the suspension holds again (M6). */
@Controller()
export class ReinstateUser {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('user.reinstate')
  async reinstate(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.reinstate', request);
    if ('refused' in read) return read;
    const { user, ...because } = read.data;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...read.context, produces: ['UserReinstated'] },
      ({ state }) => reinstate(state, because),
    );
    return replyOf(outcome, read.context.command);
  }
}
