import type { FactStore, Outcome } from '@liaison/bus';
import {
  type AggregateName,
  commandMs,
  consentCodec,
  factId,
  factNameOf,
  profileCodec,
} from '@liaison/contracts';
import {
  type FactId,
  type Instant,
  type Profiles,
  type UserId,
  changePeriods,
  expire,
} from '@liaison/domain';
import { FACT_STORE } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import type { Triggers } from '../projections/boundaries.js';
import { contextOf } from './uploads.js';

const ACTOR = 'app/availability';

/**
 * What the owner of a partition writes when an instant has come, decided and guarded like any
 * command; a repeated one changes nothing. True: written now, not before.
 */
@Injectable()
export class BoundaryFacts implements Triggers {
  constructor(@Inject(FACT_STORE) private readonly facts: FactStore) {}

  async changePeriods(user: UserId, at: Instant, held: Profiles): Promise<boolean> {
    const aggregate = { kind: 'profile', user } as const;
    const context = contextFor(aggregate, `boundary:${at}`);
    const outcome = await this.facts.execute(profileCodec, aggregate, context, async (current) =>
      changePeriods(await contextOf(current, held)),
    );
    return isWritten(outcome);
  }

  async expireGrant(owner: UserId, viewer: UserId, grant: FactId): Promise<boolean> {
    const aggregate = { kind: 'consent', owner, viewer } as const;
    const context = contextFor(aggregate, `expire:${grant}`);
    const outcome = await this.facts.execute(consentCodec, aggregate, context, ({ state, now }) =>
      expire(state, now),
    );
    return isWritten(outcome);
  }
}

/** A trigger begins a chain: its correlation is the id of the fact it makes. */
function contextFor(aggregate: AggregateName, command: string) {
  const correlation = factId(commandMs(command), factNameOf(aggregate), command);
  return { command, actor: ACTOR, correlation };
}

function isWritten<F, S>(outcome: Outcome<F, S>): boolean {
  return 'accepted' in outcome && !outcome.repeated;
}
