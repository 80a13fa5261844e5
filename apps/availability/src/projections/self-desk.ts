import { hash } from 'node:crypto';
import { type Bus, type Delivered, NotReached, listen } from '@liaison/bus';
import type { Clock, SelfRequest } from '@liaison/contracts';
import { type Instant, type StateDocument, type UserId, stateDocument } from '@liaison/domain';
import { Logger } from '@nestjs/common';
import type { Entry } from './entry.js';
import { gone, sayingOf } from './self.js';

/** What a partition's answers about SELF are made from. */
export interface SelfDeskParts {
  readonly bus: Bus;
  readonly clock: Clock;
  /** This incarnation of the partition's owner. */
  readonly owner: string;
  /** Resolves when this fact is folded. Throws `NotReached`. */
  reached(sequence: number): Promise<void>;
  /** A former owner answers nothing: it may have slept. */
  stillMine(): boolean;
  entry(user: UserId): Entry | undefined;
}

/** Answers who asks for a user's SELF from memory, and announces it to gateways when it changes. */
export class SelfDesk {
  private readonly log = new Logger('self');
  private subscription: { unsubscribe(): void } | undefined;

  constructor(private readonly parts: SelfDeskParts) {}

  /** From the live position on. */
  start(partition: number): void {
    const { bus } = this.parts;
    this.subscription = listen(bus, bus.subjects.selfGetOf(partition), (message) => {
      this.serve(message).catch((error: unknown) => this.notAnswered(message, error));
    });
  }

  stop(): void {
    this.subscription?.unsubscribe();
    this.subscription = undefined;
  }

  /**
   * Announces what SELF says now, if it differs from the last time. A user without connected
   * terminals has nobody who listens; the change after the last disconnect is still told.
   */
  changed(entry: Entry, state: StateDocument, now: Instant): void {
    const listened = entry.listened;
    entry.listened = Object.values(entry.facts.terminals).some((terminal) => terminal.connected);
    if (!listened && !entry.listened) return;
    this.told(entry, state, now);
  }

  private async serve({ subject, reply, data }: Delivered): Promise<void> {
    const { bus } = this.parts;
    await this.parts.reached(atLeast(Buffer.from(data).toString()));
    if (reply === undefined || !this.parts.stillMine()) return;
    bus.outbox.publish(reply, this.document(bus.subjects.userOf(subject)));
  }

  /** Who gets no answer asks again, or elsewhere. */
  private notAnswered({ subject }: Delivered, error: unknown): void {
    if (error instanceof NotReached) return;
    this.log.error(`${subject} is not answered: ${String(error)}`);
  }

  private document(user: UserId): string {
    const entry = this.parts.entry(user);
    if (entry !== undefined) {
      const now = this.parts.clock.now();
      return this.told(entry, stateDocument(entry.facts, now), now);
    }
    return this.stamped(JSON.stringify(gone(user)), { src: 0, n: 0 });
  }

  /** What SELF says; whatever is new in it, asked for or not, is announced to all who listen. */
  private told(entry: Entry, state: StateDocument, now: Instant): string {
    const counted = entry.selfCount;
    const document = this.documentOf(entry, state, now);
    if (entry.selfCount !== counted) {
      this.parts.bus.outbox.publish(this.parts.bus.subjects.self(entry.user), document);
    }
    return document;
  }

  /** Counts a new state: who is told one has to see that another lies between. */
  private documentOf(entry: Entry, state: StateDocument, now: Instant): string {
    const saying = JSON.stringify(sayingOf(entry, state, now));
    const digest = hash('sha1', saying, 'base64');
    if (digest !== entry.selfDigest) {
      entry.selfDigest = digest;
      entry.selfCount++;
    }
    return this.stamped(saying, { src: entry.src, n: entry.selfCount });
  }

  private stamped(saying: string, { src, n }: { src: number; n: number }): string {
    const owner = JSON.stringify(this.parts.owner);
    return `${saying.slice(0, -1)},"src":${src},"owner":${owner},"n":${n}}`;
  }
}

/** What is no request asks for what is there. */
function atLeast(text: string): number {
  if (text === '') return 0;
  try {
    return (JSON.parse(text) as SelfRequest).atLeast ?? 0;
  } catch {
    return 0;
  }
}
