import { BUS, type Bus, type ReadMessage, readToEnd, wipeMessage } from '@liaison/bus';
import { COPIES_OUT, isEventAbout } from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { ErasureUnfinished } from './unfinished.js';

/** Where what services say about a user lies: as sent, as handed over, and as taken out of the way. */
const SENT = 'EVENTS_IN';
const HANDED_OVER = ['EVENTS_OUT', 'PARKED'] as const;

/** An event about the user, as it was sent. */
interface Taken {
  readonly service: string;
  readonly sequence: number;
}

/**
 * Destroys what services have said about a user: the events, and the copies made of them. An event goes
 * only once it is recorded what became of it, and its copies only once all of them are there.
 */
@Injectable()
export class EventTraces {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /** Throws `ErasureUnfinished` while notification has not dealt with one of them. */
  async wipe(user: UserId): Promise<void> {
    const taken = await this.#taken(user);
    await this.#requireOut(taken);
    for (const stream of HANDED_OVER) {
      for (const sequence of await this.#about(stream, user)) {
        await wipeMessage(this.bus, stream, sequence);
      }
    }
    for (const { sequence } of taken) await wipeMessage(this.bus, SENT, sequence);
  }

  async #taken(user: UserId): Promise<readonly Taken[]> {
    const found: Taken[] = [];
    await this.#each(SENT, user, ({ subject, seq }) => {
      const { service = '' } = this.bus.subjects.parseEventIn(subject) ?? {};
      found.push({ service, sequence: seq });
    });
    return found;
  }

  async #about(stream: string, user: UserId): Promise<readonly number[]> {
    const found: number[] = [];
    await this.#each(stream, user, ({ seq }) => found.push(seq));
    return found;
  }

  #each(stream: string, user: UserId, take: (message: ReadMessage) => void): Promise<void> {
    return readToEnd(this.bus, { stream, filter: '>', from: 1 }, (message) => {
      if (isEventAbout(user, message.data, message.headers)) take(message);
    });
  }

  /** Notification marks, of each sender, up to which event all that is made of them is stored. */
  async #requireOut(taken: readonly Taken[]): Promise<void> {
    const { subjects, jsm } = this.bus;
    for (const { service, sequence } of taken) {
      const last_by_subj = subjects.checkpoint(COPIES_OUT, subjects.partitionOf(service));
      const mark = await jsm.streams.getMessage('CKPT', { last_by_subj });
      const out = mark?.json<Record<string, number>>()[service] ?? 0;
      if (out >= sequence) continue;
      throw new ErasureUnfinished(`an event of ${service} about the user is not matched yet`);
    }
  }
}
