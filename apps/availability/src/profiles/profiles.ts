import { type CommandContext, type FactStore, type Written, replyOf } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  type JsonObject,
  profileCodec,
  refusal,
  uuidV7,
} from '@liaison/contracts';
import {
  type Decision,
  type ProfileContext,
  type ProfileFact,
  type ProfileHead,
  type UserId,
  isBehind,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { type CurrentProfiles, contextOf } from './uploads.js';

/** A change of a user's profiles: which fact it makes, how it is decided, what is answered. */
export interface ProfileChange {
  readonly user: UserId;
  readonly produces: ProfileFact['type'];
  decide(
    context: ProfileContext,
    current: CurrentProfiles,
  ): Decision<ProfileFact> | Promise<Decision<ProfileFact>>;
  readonly result?: (written: Written<ProfileFact, ProfileHead>) => JsonObject;
}

/** Every command on a user's profiles goes through here: load, decide, append, answer. */
@Injectable()
export class Profiles {
  constructor(
    @Inject(FACT_STORE) private readonly facts: FactStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async change(context: CommandContext, change: ProfileChange): Promise<CommandReply> {
    const outcome = await this.facts.execute(
      profileCodec,
      { kind: 'profile', user: change.user },
      { ...context, produces: [change.produces] },
      async (current) => {
        const profiles = await contextOf(current);
        /* The owner's timer writes what one fact cannot settle: it is at it. */
        if (isBehind(profiles)) return { refused: 'unavailable' };
        return change.decide(profiles, current);
      },
    );
    return replyOf(outcome, context.command, change.result);
  }

  /** A user's profiles as the leader has them, or why they cannot be told. */
  async read(
    request: CommandRequest,
    user: UserId,
  ): Promise<{ readonly current: CurrentProfiles } | Extract<CommandReply, { refused: unknown }>> {
    const { actor, correlation } = request;
    const outcome = await this.facts.execute(
      profileCodec,
      { kind: 'profile', user },
      { command: uuidV7(this.clock.ms()), actor, correlation },
      () => ({ unchanged: true }),
    );
    if ('unchanged' in outcome) return { current: outcome.unchanged };
    return { refused: 'refused' in outcome ? outcome.refused : refusal('unavailable') };
  }
}
