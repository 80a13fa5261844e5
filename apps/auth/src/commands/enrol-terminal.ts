import { Command, type FactStore, replyOf } from '@liaison/bus';
import {
  CHANCE,
  type Chance,
  type CommandReply,
  type CommandRequest,
  accountCodec,
} from '@liaison/contracts';
import { enrolTerminal } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { ID_CHARS, newTerminalId } from '../identity/minted-ids.js';
import { readChange } from './request.js';

/** `terminal.enrol {user, kind, label, number?}` → `{terminal}`; the gateway knows the user by token. */
@Controller()
export class EnrolTerminal {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CHANCE) private readonly chance: Chance,
  ) {}

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
          terminal: newTerminalId(this.chance.bytes(ID_CHARS, 'terminal', read.context.command)),
          label: label.normalize('NFC'),
          ...terminal,
        }),
    );
    return replyOf(outcome, read.context.command, ({ fact }) =>
      fact.type === 'TerminalEnrolled' ? { terminal: fact.terminal } : {},
    );
  }
}
