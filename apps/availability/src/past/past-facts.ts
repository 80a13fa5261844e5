import {
  type AroundInstant,
  FactDamaged,
  type FactStore,
  type Placed,
  type Written,
} from '@liaison/bus';
import {
  type AggregateCodec,
  type AggregateName,
  accountCodec,
  consentCodec,
  profileCodec,
  terminalCodec,
} from '@liaison/contracts';
import {
  type Instant,
  type ProfileFact,
  type ProfileHead,
  type ProfileId,
  type UserAround,
  type UserId,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/** What of a user's log bears on one instant. */
export interface PastNeeded {
  readonly user: UserId;
  readonly viewer: UserId;
  readonly profile: ProfileId | undefined;
  readonly instant: Instant;
}

class TooMany extends Error {}

/** Reads from the log alone what bears on one instant: a few facts of each aggregate, never a history. */
@Injectable()
export class PastFacts {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  /** `too-many`: more was recorded around the instant than one question may look at. Throws `ErasedUser`. */
  async read(needed: PastNeeded): Promise<UserAround | 'too-many'> {
    try {
      return await this.around(needed);
    } catch (error) {
      if (error instanceof TooMany) return 'too-many';
      throw error;
    }
  }

  private async around({ user, viewer, profile, instant }: PastNeeded): Promise<UserAround> {
    const of = <F, S>(
      codec: AggregateCodec<F, S>,
      aggregate: AggregateName,
      isEnough: (later: Written<F, S>) => boolean = always,
    ) => this.one(codec, aggregate, { instant, isEnough });
    const consent = { kind: 'consent', owner: user, viewer } as const;
    const [account, profiles, toViewer] = await Promise.all([
      of(accountCodec, { kind: 'account', user }),
      of(profileCodec, { kind: 'profile', user }, (later) => saysAllUntil(later, instant)),
      viewer === user ? nothing : of(consentCodec, consent),
    ]);
    const enrolled = account.last?.head.terminals ?? [];
    const [uploads, terminals] = await Promise.all([
      this.uploads(user, profiles.last, profile),
      Promise.all(
        enrolled.map(async ({ terminal }) => {
          const around = await of(terminalCodec, { kind: 'terminal', user, terminal });
          return [terminal, logged(around)] as const;
        }),
      ),
    ]);
    return {
      account: logged(account),
      profiles: logged(profiles),
      uploads,
      terminals: Object.fromEntries(terminals),
      consents: viewer === user ? {} : { [viewer]: logged(toViewer) },
    };
  }

  private async one<F, S>(
    codec: AggregateCodec<F, S>,
    aggregate: AggregateName,
    at: { readonly instant: Instant; readonly isEnough: (later: Written<F, S>) => boolean },
  ): Promise<AroundInstant<F, S>> {
    const around = await this.facts.around(codec, aggregate, at.instant, at.isEnough);
    if (around === 'too-many') throw new TooMany();
    return around;
  }

  /** Of the profile that was active, and of the one asked for. */
  private async uploads(
    user: UserId,
    last: Placed<ProfileFact, ProfileHead> | undefined,
    asked: ProfileId | undefined,
  ): Promise<UserAround['uploads']> {
    const uploads: Record<ProfileId, UserAround['uploads'][ProfileId]> = {};
    for (const profile of new Set([last?.head.active, asked])) {
      const at = last?.head.profiles.findIndex((listed) => listed.profile === profile) ?? -1;
      if (last === undefined || profile === undefined || at < 0) continue;
      const sequence = last.documents[at];
      if (sequence === undefined) throw new FactDamaged(`nothing says where ${profile} lies`);
      const { fact, envelope } = await this.facts.read(
        profileCodec,
        { kind: 'profile', user },
        sequence,
      );
      if (fact.type !== 'ProfileUploaded') throw new FactDamaged(`${sequence} is no upload`);
      uploads[profile] = { id: envelope.id, document: fact.document };
    }
    return uploads;
  }
}

const nothing = { later: [] } as const;
const always = (): boolean => true;

/** A profile fact settles every boundary due by its time, or as many as fit, and says which comes next. */
function saysAllUntil({ head }: Written<ProfileFact, ProfileHead>, instant: Instant): boolean {
  return head.nextBoundary === undefined || head.nextBoundary > instant;
}

function logged<F, S>({ last, later }: AroundInstant<F, S>) {
  return { ...(last === undefined ? {} : { last: one(last) }), later: later.map(one) };
}

function one<F, S>({ envelope, fact, head }: Written<F, S>) {
  return { id: envelope.id, fact, head };
}
