import { Command, type FactStore, answer } from '@liaison/bus';
import {
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  accountCodec,
  refusal,
  terminalCodec,
} from '@liaison/contracts';
import type { EnrolledTerminal, UserId } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { readData } from './request.js';

/** `terminal.list {user}` → `{items: [{terminal, kind, label, connected, network?}]}`. */
@Controller()
export class ListTerminals {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  @Command('terminal.list')
  async list(request: CommandRequest): Promise<CommandReply> {
    const read = readData('terminal.list', request);
    if ('refused' in read) return read;
    const { user } = read.data;
    const account = await this.facts.last(accountCodec, { kind: 'account', user });
    if (account === undefined) return { refused: refusal('not-registered') };
    const items = account.head.terminals.map((terminal) => this.#shown(user, terminal));
    return answer({ items: await Promise.all(items) });
  }

  /** The last fact of a terminal says whether and how it is connected. */
  async #shown(user: UserId, enrolled: EnrolledTerminal): Promise<JsonObject> {
    const { terminal, kind, label } = enrolled;
    const aggregate = { kind: 'terminal', user, terminal } as const;
    const last = (await this.facts.last(terminalCodec, aggregate))?.head;
    return last?.connected === true
      ? { terminal, kind, label, connected: true, network: last.network }
      : { terminal, kind, label, connected: false };
  }
}
