import {
  BUS,
  type Bus,
  type CommandContext,
  type FactStore,
  readInOrder,
  replyOf,
} from '@liaison/bus';
import { type CommandReply, type Fact, consentCodec } from '@liaison/contracts';
import {
  type Consent,
  type ConsentFact,
  type Decision,
  type OwnerContext,
  type UserId,
  isStanding,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';

const BUFFER_MESSAGES = 500;

/** A change of one consent by its owner. */
export interface ConsentChange {
  readonly owner: UserId;
  readonly viewer: UserId;
  readonly produces: ConsentFact['type'];
  decide(consent: Consent, context: OwnerContext): Decision<ConsentFact>;
}

/** Every command on consents goes through here. The viewer is never looked up. */
@Injectable()
export class Consents {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(BUS) private readonly bus: Bus,
    private readonly accounts: Accounts,
  ) {}

  async change(context: CommandContext, change: ConsentChange): Promise<CommandReply> {
    const { owner, viewer, produces } = change;
    const outcome = await this.facts.execute(
      consentCodec,
      { kind: 'consent', owner, viewer },
      { ...context, produces: [produces] },
      async ({ state, now }) => {
        const account = await this.accounts.acting(owner);
        if ('refused' in account) return account;
        const standing = isStanding(state) ? 0 : await this.standing(owner);
        return change.decide(state, { owner, viewer, now, standing });
      },
    );
    return replyOf(outcome, context.command);
  }

  /** How many grants, denials and blocks of an owner stand: what consents say lies open. */
  private async standing(owner: UserId): Promise<number> {
    const reading = await readInOrder(this.bus, {
      stream: 'FACTS',
      filter: this.bus.subjects.consentsOf(owner),
      from: 'last',
      bufferMessages: BUFFER_MESSAGES,
    });
    try {
      let standing = 0;
      if (reading.pending === 0) return standing;
      for await (const message of reading.messages) {
        const { type, data } = message.json<Fact>();
        if (isStanding(consentCodec.decode(type, data, undefined).head)) standing++;
        if (message.info.pending === 0) break;
      }
      return standing;
    } finally {
      await reading.close();
    }
  }
}
