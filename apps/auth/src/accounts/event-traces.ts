import {
  BUS,
  type Bus,
  type ReadMessage,
  append,
  headersOf,
  readToEnd,
  wipeMessage,
} from '@liaison/bus';
import {
  COPIES_OUT,
  copyOfName,
  encodeErasedCopy,
  isEventAbout,
  parkedCopyId,
} from '@liaison/contracts';
import type { UserId } from '@liaison/domain';
import { Inject, Injectable } from '@nestjs/common';
import { ErasureUnfinished } from './unfinished.js';

/** Where what services say about a user lies: as sent, as handed over, and as taken out of the way. */
const SENT = 'EVENTS_IN';
const HANDED_OVER = ['EVENTS_OUT', 'PARKED'] as const;
const APPEND_TIMEOUT_MS = 5_000;

/** An event about the user, as it was sent. */
interface Taken {
  readonly service: string;
  readonly sequence: number;
}

/** Where what was made of it lies; `copy`: where it is a service's notification. */
interface Made {
  readonly service: string;
  readonly sequence: number;
  readonly copy: string | undefined;
}

/**
 * Destroys what services have said about a user: the events, and the copies made of them. An event goes
 * only once it is recorded what became of it, and its copies only once all of them are there. Of a copy
 * its id stays in PARKED: nobody takes it for one that was acknowledged.
 */
@Injectable()
export class EventTraces {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  /** Throws `ErasureUnfinished` while notification has not dealt with one of them. */
  async wipe(user: UserId): Promise<void> {
    const taken = await this.#taken(user);
    await this.#requireOut(taken);
    for (const stream of HANDED_OVER) {
      for (const made of await this.#about(stream, user)) {
        await this.#note(stream, made);
        await wipeMessage(this.bus, stream, made.sequence);
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

  async #about(stream: string, user: UserId): Promise<readonly Made[]> {
    const found: Made[] = [];
    await this.#each(stream, user, ({ subject, seq: sequence, headers }) => {
      const name = headers?.get('Nats-Msg-Id') ?? '';
      const copy = stream === 'PARKED' ? parkedCopyId(headers) : copyOfName(name);
      found.push({ service: subject.split('.').at(-1) ?? '', sequence, copy });
    });
    return found;
  }

  async #note(stream: string, { service, sequence, copy }: Made): Promise<void> {
    if (copy === undefined || copy === '') return;
    const { body, headers } = encodeErasedCopy(copy, { stream, sequence });
    const subject = this.bus.subjects.parkedService(service);
    const message = { subject, body: Buffer.from(body), headers: headersOf(headers) };
    await append(this.bus.requests, message, APPEND_TIMEOUT_MS);
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
