import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, accountCodec } from '@liaison/contracts';
import { suspend } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readOperatorsChange } from './request.js';

/**
 * `user.suspend {user, cause, note?}`: nobody to others from here on, their connections ended, their
 * credentials of no use; all of it stays, to be given back by `user.reinstate` (M6).
 */
@Controller()
export class SuspendUser {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('user.suspend')
  async suspend(request: CommandRequest): Promise<CommandReply> {
    const read = readOperatorsChange('user.suspend', request);
    if ('refused' in read) return read;
    const { user, ...because } = read.data;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...read.context, produces: ['UserSuspended'] },
      ({ state }) => suspend(state, because),
    );
    return replyOf(outcome, read.context.command);
  }
}
