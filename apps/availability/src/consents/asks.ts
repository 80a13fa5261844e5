import { setTimeout as pause } from 'node:timers/promises';
import {
  BUS,
  type Bus,
  Contention,
  Turns,
  append,
  expecting,
  jsonOf,
  storedNear,
} from '@liaison/bus';
import { CLOCK, type Clock, type Refusal, refusal } from '@liaison/contracts';
import {
  type AskName,
  type AskVerdict,
  type MadeAsk,
  type UserId,
  admitAsk,
  forgottenAsk,
  storedAsk,
} from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';

const TIMEOUT_MS = 5_000;
/** Other replicas may be taking requests of the same user. */
const ATTEMPTS_MAX = 24;
const GIVE_WAY_MS = 10;

/** Write the request by this command, which may be one from before; or why it is not taken. */
export type Admitted =
  | { readonly command: string; readonly isOwn: boolean }
  | { readonly refused: Refusal };

interface Stored {
  /** Of the message in ASKS; 0: none. */
  readonly sequence: number;
  readonly made: readonly MadeAsk[];
}

/**
 * Whom each user has asked for authorisation of late: one small record a user, changed only as it
 * was read (compare-and-set), so that the limits hold through all gateways and replicas.
 */
@Injectable()
export class Asks {
  private readonly turns = new Turns();

  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One request of a user at a time in this process. */
  inTurn<T>(asker: UserId, work: () => Promise<T>): Promise<T> {
    return this.turns.take(asker, work);
  }

  /** Remembers the request unless it is one from before or past a limit. */
  async admit(asker: UserId, { target, command }: AskName): Promise<Admitted> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const stored = await this.read(asker);
      const now = this.clock.now();
      const verdict = admitAsk(stored.made, { target, now, command });
      if ('limit' in verdict) return { refused: this.limited(verdict) };
      if ('taken' in verdict) {
        const { taken } = verdict;
        return { command: taken.command, isOwn: taken.command === command };
      }
      if (await this.write(asker, stored, verdict.remember)) return { command, isOwn: true };
      await pause(GIVE_WAY_MS);
    }
    throw new Contention(`requests of ${asker} were taken ${ATTEMPTS_MAX} times in between`);
  }

  /** Its fact is in the log. */
  settle(asker: UserId, name: AskName): Promise<void> {
    return this.change(asker, (made) => storedAsk(made, name));
  }

  /** It will never come to a fact. */
  forget(asker: UserId, name: AskName): Promise<void> {
    return this.change(asker, (made) => forgottenAsk(made, name));
  }

  /** Where it does not come about, the next request for this target finds out what became of it. */
  private async change(
    asker: UserId,
    how: (made: readonly MadeAsk[]) => readonly MadeAsk[],
  ): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const stored = await this.read(asker);
      const made = how(stored.made);
      if (JSON.stringify(made) === JSON.stringify(stored.made)) return;
      if (await this.write(asker, stored, made)) return;
      await pause(GIVE_WAY_MS);
    }
  }

  private limited({ limit, until }: Extract<AskVerdict, { limit: string }>): Refusal {
    const whom = limit === 'target' ? 'this user was' : 'as many users as may be were';
    const message = `${whom} asked within the last 24 hours; ask again from ${until} on`;
    const retryAfterMs = Math.max(1, Date.parse(until) - this.clock.ms());
    return refusal('too-many-requests', { message, retryAfterMs });
  }

  private async read(asker: UserId): Promise<Stored> {
    const last_by_subj = this.bus.subjects.asks(asker);
    const message = await storedNear(this.bus, 'ASKS', { last_by_subj });
    if (message === undefined) return { sequence: 0, made: [] };
    return { sequence: message.sequence, made: jsonOf(message) as readonly MadeAsk[] };
  }

  /** False: somebody else has written. */
  private async write(
    asker: UserId,
    { sequence }: Stored,
    made: readonly MadeAsk[],
  ): Promise<boolean> {
    const message = {
      subject: this.bus.subjects.asks(asker),
      body: Buffer.from(JSON.stringify(made)),
      headers: expecting(sequence),
    };
    return (await append(this.bus.requests, message, TIMEOUT_MS)) !== 'conflict';
  }
}
