import {
  COMMANDS,
  type CommandAnswer,
  type CommandClient,
  type CommandMessage,
} from '@liaison/bus';
import { type CommandRequest, type CommandVerb, refusal } from '@liaison/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { readData } from './request.js';

/** A selection of claim 11 that is availability's to decide. */
type Selection = Exclude<CommandVerb<'access-monitor'>, 'terminal.connect' | 'terminal.disconnect'>;

/** Takes a selection, checks its shape, and hands it on as it came: availability answers the caller. */
@Injectable()
export class HandOver {
  constructor(@Inject(COMMANDS) private readonly commands: CommandClient) {}

  take(verb: Selection, request: CommandRequest, message: CommandMessage): CommandAnswer {
    if (request.command === undefined) {
      return { refused: refusal('malformed', { field: '/command' }) };
    }
    const read = readData(verb, request);
    return 'refused' in read ? read : this.commands.forward('availability', verb, message);
  }
}
