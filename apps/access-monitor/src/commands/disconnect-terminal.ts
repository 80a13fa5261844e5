import { Command, type FactStore } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  terminalCodec,
  uuidV7,
} from '@liaison/contracts';
import { disconnectTerminal } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readData } from './request.js';

/**
 * `terminal.disconnect {user, terminal, connection, cause, lastSeen}`: ends this connection and no
 * other; one that has ended, or was superseded, changes nothing (C11.1).
 */
@Controller()
export class DisconnectTerminal {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Command('terminal.disconnect')
  async disconnect(request: CommandRequest): Promise<CommandReply> {
    const read = readData('terminal.disconnect', request);
    if ('refused' in read) return read;
    const { user, terminal, ...ended } = read.data;
    const { actor, correlation, command = uuidV7(this.clock.ms()) } = request;
    const outcome = await this.facts.execute(
      terminalCodec,
      { kind: 'terminal', user, terminal },
      { command, actor, correlation, produces: ['TerminalDisconnected'] },
      ({ state }) => disconnectTerminal(state, ended),
    );
    if ('unknown' in outcome) return { unknown: { command } };
    if ('accepted' in outcome) {
      const { envelope, sequence } = outcome.accepted;
      return { accepted: { fact: envelope.id, sequence, result: {} } };
    }
    if ('refused' in outcome && !over.has(outcome.refused.code)) return outcome;
    return { accepted: { result: {} } };
  }
}

const over: ReadonlySet<string> = new Set(['not-connected', 'superseded']);
