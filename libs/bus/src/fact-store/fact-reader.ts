import type { EngineTimes } from '@liaison/contracts';
import type { Bus } from '../connection.js';
import { FactDamaged } from '../errors.js';
import {
  type StoredMessage,
  type Wanted,
  storedAtLeader,
  storedNear,
} from '../stored/stored-message.js';
import { type StoredFact, storedFact } from './stored-fact.js';
import type { Target } from './target.js';

/** Reads single facts, each from its aggregate's stream. Throws `FactDamaged`, and what `Requests` throws. */
export class FactReader {
  constructor(
    private readonly bus: Pick<Bus, 'requests'>,
    private readonly times: EngineTimes,
  ) {}

  /** The last fact of a subject, by whichever server is near: good enough to append on. */
  last(target: Target): Promise<StoredFact | undefined> {
    return this.near(target, { last_by_subj: target.subject });
  }

  /** The first fact of a subject. */
  first(target: Target): Promise<StoredFact | undefined> {
    return this.near(target, { seq: 1, next_by_subj: target.subject });
  }

  /** A fact by its sequence. */
  async at(target: Target, sequence: number): Promise<StoredFact> {
    const fact = await this.near(target, { seq: sequence });
    if (fact === undefined) throw new FactDamaged(`there is no fact ${sequence} (${target.name})`);
    return fact;
  }

  /** The last fact of a subject, by the stream's leader: what was acknowledged before is seen. */
  lastByLeader(target: Target): Promise<StoredFact | undefined> {
    return this.byLeader(target, { last_by_subj: target.subject });
  }

  /**
   * The first fact of a subject from a sequence on, or recorded at a moment (RFC 3339, of the
   * engine's clock) or later, by the stream's leader.
   */
  nextByLeader(
    target: Target,
    from: { readonly seq: number } | { readonly start_time: string },
  ): Promise<StoredFact | undefined> {
    return this.byLeader(target, { ...from, next_by_subj: target.subject });
  }

  private async near(target: Target, wanted: Wanted): Promise<StoredFact | undefined> {
    return this.read(target, await storedNear(this.bus, target.stream, wanted));
  }

  private async byLeader(target: Target, wanted: Wanted): Promise<StoredFact | undefined> {
    return this.read(target, await storedAtLeader(this.bus, target.stream, wanted));
  }

  private read(target: Target, message: StoredMessage | undefined): StoredFact | undefined {
    return message === undefined ? undefined : storedFact(target, message, this.times);
  }
}
