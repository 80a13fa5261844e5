import { type CommandContext, type FactStore, replyOf } from '@liaison/bus';
import {
  type CommandReply,
  accountOfShut,
  registryCodec,
  selectionCodec,
} from '@liaison/contracts';
import {
  type Account,
  type Decision,
  type Registry,
  type Selection,
  type SelectionContext,
  type SelectionFact,
  type ServiceId,
  type UserId,
  initialRegistry,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** A change of one user's selections. */
export interface SelectionChange {
  readonly user: UserId;
  readonly produces: SelectionFact['type'];
  decide(selection: Selection, account: Account): Decision<SelectionFact>;
}

/** The same, about one service. */
export interface ServiceChange {
  readonly user: UserId;
  readonly service: ServiceId;
  readonly produces: SelectionFact['type'];
  decide(
    selection: Selection,
    command: { readonly service: ServiceId },
    context: SelectionContext,
  ): Decision<SelectionFact>;
}

/** Every command on a user's selections goes through here: load, decide, append, answer. */
@Injectable()
export class Selections {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  change(context: CommandContext, change: SelectionChange): Promise<CommandReply> {
    const { user, produces } = change;
    return this.execute(context, { user, produces }, async (selection) =>
      change.decide(selection, await this.account(user)),
    );
  }

  /** The service is looked at as its registry's last fact says, the user's own selections aside. */
  changeService(context: CommandContext, change: ServiceChange): Promise<CommandReply> {
    const { user, service, produces } = change;
    return this.execute(context, { user, produces }, async (selection) => {
      const [account, registry] = await Promise.all([this.account(user), this.registry(service)]);
      return change.decide(selection, { service }, { account, registry });
    });
  }

  private async execute(
    context: CommandContext,
    { user, produces }: Pick<SelectionChange, 'user' | 'produces'>,
    decide: (selection: Selection) => Promise<Decision<SelectionFact>>,
  ): Promise<CommandReply> {
    const outcome = await this.facts.execute(
      selectionCodec,
      { kind: 'selection', user },
      { ...context, produces: [produces] },
      ({ state }) => decide(state),
    );
    return replyOf(outcome, context.command);
  }

  private async account(user: UserId): Promise<Account> {
    const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
    return accountOfShut(last);
  }

  private async registry(service: ServiceId): Promise<Registry> {
    const last = await this.facts.last(registryCodec, { kind: 'registry', service });
    return last?.head ?? initialRegistry;
  }
}
