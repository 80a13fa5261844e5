import type { FactStore } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandData,
  type CommandReply,
  type JsonObject,
  type RefusalCode,
  accountCodec,
  refusal,
} from '@liaison/contracts';
import { type Past, type UserId, explainPast, isInstant } from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { PastFacts, type PastNeeded } from './past-facts.js';
import { ShownRecords } from './shown-records.js';

type Asked = CommandData<'availability', 'explain'>;

const refused = (code: RefusalCode, field = '/at'): CommandReply => ({
  refused: refusal(code, { field }),
});

/** `explain` of an instant: as held, as true, or as shown (C3.4, C7.2). */
@Injectable()
export class ExplainPast {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pastFacts: PastFacts,
    private readonly shown: ShownRecords,
  ) {}

  async answer(asked: Asked): Promise<CommandReply> {
    const { user, viewer = user, past = 'true' } = asked;
    const now = this.clock.now();
    const at = asked.at ?? now;
    if (!isInstant(at)) return refused('malformed');
    if (at > now) return refused('at-future');
    if (await this.isErased(user)) return { refused: refusal('erased') };
    if (past === 'shown') return this.wasShown({ user, viewer, at });
    return this.was(past, { user, viewer, profile: asked.profile, instant: at });
  }

  private async was(past: Past, needed: PastNeeded): Promise<CommandReply> {
    const { user, viewer, profile, instant } = needed;
    const around = await this.pastFacts.read(needed);
    if (around === 'too-many') return refused('past-too-long');
    if (around.account.last === undefined) return refused('not-registered-then');
    if (profile !== undefined && !Object.hasOwn(around.uploads, profile)) {
      return refused('unknown-profile', '/profile');
    }
    const question = {
      viewer,
      target: user,
      instant,
      ...(profile === undefined ? {} : { profile }),
    };
    return accepted({ viewer, at: instant, past, ...explainPast(question, around, past) });
  }

  private async wasShown(asked: {
    readonly user: UserId;
    readonly viewer: UserId;
    readonly at: string;
  }): Promise<CommandReply> {
    const { user, viewer, at } = asked;
    const found = await this.shown.last(user, viewer, at);
    if (typeof found === 'string') return refused(found);
    return accepted({ viewer, at, past: 'shown', ...found });
  }

  /** Throws `ErasedUser` where the key is gone already. */
  private async isErased(user: UserId): Promise<boolean> {
    const status = (await this.facts.last(accountCodec, { kind: 'account', user }))?.head.status;
    return status === 'erased' || status === 'erasure-completed';
  }
}

function accepted(result: unknown): CommandReply {
  return { accepted: { result: result as JsonObject } };
}
