import { ErasedUser } from '@liaison/bus';
import {
  CLOCK,
  type Clock,
  type CommandReply,
  type CommandRequest,
  refusal,
} from '@liaison/contracts';
import {
  type AvailabilityState,
  type Instant,
  type ProfileId,
  type UserFacts,
  type UserId,
  availabilityOf,
  isInstant,
  trueFacts,
} from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { Accounts } from './accounts.js';
import { CurrentFacts } from './current-facts.js';
import { PastFacts } from '../past/past-facts.js';

type Refused = Extract<CommandReply, { refused: unknown }>;

/** Of the active or a named profile; now, or as it truly was at an instant that is over. */
export interface AvailabilityAsked {
  readonly user: UserId;
  readonly profile?: ProfileId;
  readonly at?: Instant;
}

/** A user's availability state, audience ignored (C7.2, C7.5), from the log's last facts or those of then. */
@Injectable()
export class Availabilities {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly accounts: Accounts,
    private readonly currentFacts: CurrentFacts,
    private readonly pastFacts: PastFacts,
  ) {}

  /** What is wrong with the instant asked for, whomever it is about. */
  faultOf({ at }: AvailabilityAsked): Refused | undefined {
    if (at === undefined) return undefined;
    if (!isInstant(at)) return refused('malformed');
    return at > this.clock.now() ? refused('at-future') : undefined;
  }

  /** `unknown` of who is not registered now, whatever they were. */
  async of(
    request: CommandRequest,
    asked: AvailabilityAsked,
  ): Promise<AvailabilityState | Refused> {
    if (!(await this.accounts.isRegistered(asked.user))) return 'unknown';
    try {
      const facts = await this.factsOf(request, asked);
      if ('refused' in facts) return facts;
      const { at = this.clock.now(), user, profile } = asked;
      const named = profile === undefined ? {} : { profile };
      return availabilityOf({ user, instant: at, ...named }, facts);
    } catch (error) {
      if (error instanceof ErasedUser) return 'unknown';
      throw error;
    }
  }

  private async factsOf(
    request: CommandRequest,
    { user, profile, at }: AvailabilityAsked,
  ): Promise<UserFacts | Refused> {
    const needed = { user, viewer: user, profile };
    if (at === undefined) {
      const read = await this.currentFacts.read(request, needed);
      return 'refused' in read ? read : read.facts;
    }
    const around = await this.pastFacts.read({ ...needed, instant: at });
    return around === 'too-many' ? refused('past-too-long') : trueFacts(around, at);
  }
}

function refused(code: 'malformed' | 'at-future' | 'past-too-long'): Refused {
  return { refused: refusal(code, { field: '/availability/at' }) };
}
