import { Command, type FactStore, replyOf } from '@liaison/bus';
import {
  CHANCE,
  type Chance,
  type CommandReply,
  type CommandRequest,
  accountCodec,
  refusal,
} from '@liaison/contracts';
import { enrolTerminal, hasCredential, notActing } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { ID_CHARS, newTerminalId } from '../identity/minted-ids.js';
import { readChange } from './request.js';

/** `terminal.enrol {user, kind, label, number?, family?}` → `{terminal}`; the gateway knows user and login by token. */
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
    const { user, label, family, ...terminal } = read.data;
    const outcome = await this.facts.execute(
      accountCodec,
      { kind: 'account', user },
      { ...read.context, produces: ['TerminalEnrolled'] },
      ({ state }) => {
        const isOver = family !== undefined && !hasCredential(state, family);
        if (isOver && notActing(state) === undefined) return { refused: 'unknown-credential' };
        return enrolTerminal(state, {
          terminal: newTerminalId(this.chance.bytes(ID_CHARS, 'terminal', read.context.command)),
          label: label.normalize('NFC'),
          ...terminal,
        });
      },
    );
    if ('refused' in outcome && outcome.refused.code === 'unknown-credential') {
      return { refused: refusal('not-authenticated') };
    }
    return replyOf(outcome, read.context.command, ({ fact }) =>
      fact.type === 'TerminalEnrolled' ? { terminal: fact.terminal } : {},
    );
  }
}
