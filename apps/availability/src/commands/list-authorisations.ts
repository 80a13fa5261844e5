import { Command, type FactStore } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  accountCodec,
  refusal,
} from '@liaison/contracts';
import { standingConsents } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Controller, Inject } from '@nestjs/common';
import { Accounts } from '../present/accounts.js';
import { Consents } from '../consents/consents.js';
import { readData } from './request.js';

/**
 * `authorisation.list`: the user's own decisions and the requests that await one; never what became
 * of those they made themselves.
 */
@Controller()
export class ListAuthorisations {
  constructor(
    private readonly consents: Consents,
    private readonly accounts: Accounts,
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Command('authorisation.list')
  async handle(request: CommandRequest): Promise<CommandReply> {
    const asked = readData('authorisation.list', request);
    if ('refused' in asked) return asked;
    const { user } = asked.data;
    const account = await this.accounts.acting(user);
    if ('refused' in account) return { refused: refusal(account.refused) };
    const [consents, registered] = await Promise.all([
      this.consents.of(user),
      this.facts.first(accountCodec, { kind: 'account', user }),
    ]);
    const registeredAt = registered?.envelope.time;
    const items = standingConsents(consents, { instant: this.clock.now(), registeredAt });
    return { accepted: { result: { items: items as unknown as JsonObject[] } } };
  }
}
