import { Command } from '@liaison/bus';
import type { CommandReply, CommandRequest } from '@liaison/contracts';
import { selectCallTerminal } from '@liaison/domain';
import { Controller } from '@nestjs/common';
import { readChange } from './request.js';
import { Selections } from './selections.js';

/** `call.select {user, terminal | null}`: where an incoming call shall ring (C11.6); null: none. */
@Controller()
export class SelectCallTerminal {
  constructor(private readonly selections: Selections) {}

  @Command('call.select')
  async select(request: CommandRequest): Promise<CommandReply> {
    const read = readChange('call.select', request);
    if ('refused' in read) return read;
    const { user, terminal } = read.data;
    const command = terminal === null ? {} : { terminal };
    return this.selections.change(read.context, {
      user,
      produces: 'CallTerminalSelected',
      decide: (selection, account) => selectCallTerminal(selection, command, account),
    });
  }
}
