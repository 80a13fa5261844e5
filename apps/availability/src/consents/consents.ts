import {
  BUS,
  type Bus,
  type CommandContext,
  type FactStore,
  type Outcome,
  Turns,
  readToEnd,
} from '@liaison/bus';
import { type Fact, consentCodec } from '@liaison/contracts';
import {
  type Consent,
  type ConsentContext,
  type ConsentFact,
  type Decision,
  type Instant,
  type OwnerContext,
  type UserId,
  isStanding,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from '../present/accounts.js';

/** A change of one consent: how it is decided with what is known of whom. */
interface Change<C> {
  readonly owner: UserId;
  readonly viewer: UserId;
  /** What a repeated command may have come to. */
  readonly produces: readonly ConsentFact['type'][];
  decide(consent: Consent, context: C): Decision<ConsentFact>;
}
type Changed = Outcome<ConsentFact, Consent>;

/** Every command on consents goes through here. Whom it is about is never looked up. */
@Injectable()
export class Consents {
  private readonly turns = new Turns();

  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(BUS) private readonly bus: Bus,
    private readonly accounts: Accounts,
  ) {}

  /** The owner decides, one thing after the other: how many stand is not to change in between. */
  byOwner(context: CommandContext, change: Change<OwnerContext>): Promise<Changed> {
    const { owner, viewer } = change;
    return this.turns.take(owner, () =>
      this.execute(context, change, async (state, now) => {
        const standing = isStanding(state) ? 0 : await this.standing(owner);
        return change.decide(state, { owner, viewer, now, standing });
      }),
    );
  }

  /** The viewer asks or retracts. */
  byViewer(context: CommandContext, change: Change<ConsentContext>): Promise<Changed> {
    const { owner, viewer } = change;
    return this.execute(context, { ...change, by: viewer }, (state, now) =>
      change.decide(state, { owner, viewer, now }),
    );
  }

  /** All consents of an owner, by viewer: what they say lies open. */
  async of(owner: UserId): Promise<Readonly<Record<UserId, Consent>>> {
    const consents: [UserId, Consent][] = [];
    const all = {
      stream: 'FACTS',
      filter: this.bus.subjects.consentsOf(owner),
      from: 'last',
    } as const;
    await readToEnd(this.bus, all, (message) => {
      const { type, data } = message.json<Fact>();
      const viewer = this.bus.subjects.userOf(message.subject);
      consents.push([viewer, consentCodec.decode(type, data, undefined).head]);
    });
    return Object.fromEntries(consents);
  }

  /** How many grants, denials and blocks of an owner stand. */
  private async standing(owner: UserId): Promise<number> {
    return Object.values(await this.of(owner)).filter(isStanding).length;
  }

  private execute(
    context: CommandContext,
    change: Omit<Change<never>, 'decide'> & { readonly by?: UserId },
    decide: (
      consent: Consent,
      now: Instant,
    ) => Promise<Decision<ConsentFact>> | Decision<ConsentFact>,
  ): Promise<Changed> {
    const { owner, viewer, produces, by = owner } = change;
    return this.facts.execute(
      consentCodec,
      { kind: 'consent', owner, viewer },
      { ...context, produces },
      async ({ state, now }) => {
        const account = await this.accounts.acting(by);
        return 'refused' in account ? account : decide(state, now);
      },
    );
  }
}
