import { Command, type FactStore, replyOf } from '@liaison/bus';
import { type CommandReply, type CommandRequest, accountCodec } from '@liaison/contracts';
import { enrolTerminal } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { newTerminalId } from '../identity/minted-ids.js';
import { readChange } from './request.js';

/** `terminal.enrol {user, kind, label, number?}` → `{terminal}`; the gateway knows the user by token. */
@Controller()
export class EnrolTerminal {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('terminal.enrol')
  async enrol(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('terminal.enrol', request);
    if ('refused' in read) return read;
    const { user, label, ...terminal } = read.data;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...read.context, produces: ['TerminalEnrolled'] },
      ({ state }) =>
        enrolTerminal(state, {
          terminal: newTerminalId(),
          label: label.normalize('NFC'),
          ...terminal,
        }),
    );
    return replyOf(outcome, read.context.command, ({ fact }) =>
      fact.type === 'TerminalEnrolled' ? { terminal: fact.terminal } : {},
    );
  }
}
