import { Command } from '@liaison/bus';
import { type CommandReply, refusal } from '@liaison/contracts';
import { Controller } from '@nestjs/common';

/** `authorisation.*`: the facts are there, the commands are to come. */
@Controller()
export class Authorisation {
  @Command('authorisation.ask')
  ask(): Promise<CommandReply> {
    return notYet();
  }

  @Command('authorisation.retract')
  retract(): Promise<CommandReply> {
    return notYet();
  }

  @Command('authorisation.grant')
  grant(): Promise<CommandReply> {
    return notYet();
  }

  @Command('authorisation.deny')
  deny(): Promise<CommandReply> {
    return notYet();
  }

  @Command('authorisation.withdraw')
  withdraw(): Promise<CommandReply> {
    return notYet();
  }

  @Command('authorisation.list')
  list(): Promise<CommandReply> {
    return notYet();
  }
}

function notYet(): Promise<CommandReply> {
  return Promise.resolve({ refused: refusal('not-available-yet') });
}
