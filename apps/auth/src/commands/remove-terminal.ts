import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, accountCodec } from '@liaison/contracts';
import { removeTerminal } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readChange } from './request.js';

/** `terminal.remove {user, terminal}`: never a conflict; connected, it is kicked (C2.3). */
@Controller()
export class RemoveTerminal {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('terminal.remove')
  async remove(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('terminal.remove', request);
    if ('refused' in read) return read;
    const { user, terminal } = read.data;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...read.context, produces: ['TerminalRemoved'] },
      ({ state }) => removeTerminal(state, { terminal, cause: 'removed' }),
    );
    return replyOf(outcome, read.context.command);
  }
}
