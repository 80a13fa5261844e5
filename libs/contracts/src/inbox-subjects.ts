import type { UserId } from '@liaison/domain';
import { ServiceSubjects } from './service-subjects.js';
import { BadToken, USER_ID_CHARS_MAX, idToken, isUserId } from './tokens.js';

/** The subjects of users' event notifications; see `Subjects`. */
export class InboxSubjects extends ServiceSubjects {
  /** `liaison.inbox.3.alice`: what waits for a user. */
  inbox(user: UserId): string {
    return `${this.prefix}.inbox.${this.at(user)}`;
  }

  /** `liaison.inbox.3.*` */
  inboxOf(partition: number): string {
    return `${this.prefix}.inbox.${this.number(partition)}.*`;
  }

  /** `liaison.inbox.*.*` */
  inboxAll(): string {
    return `${this.prefix}.inbox.*.*`;
  }

  /** `liaison.delivery.user.3.alice`: what became of it. */
  inboxFacts(user: UserId): string {
    return `${this.prefix}.delivery.user.${this.at(user)}`;
  }

  /** `liaison.delivery.user.*.*` */
  inboxFactsAll(): string {
    return `${this.prefix}.delivery.user.*.*`;
  }

  /** `liaison.items.ask.3.alice`: request to the owner of what waits for a user. */
  itemsAsk(user: UserId): string {
    return `${this.prefix}.items.ask.${this.at(user)}`;
  }

  /** `liaison.items.ask.3.*` */
  itemsAskOf(partition: number): string {
    return `${this.prefix}.items.ask.${this.number(partition)}.*`;
  }

  /** The user of a subject of facts about an inbox; undefined where it is none, or misplaced. */
  protected parseInboxFacts(subject: string): UserId | undefined {
    const user = subject.slice(subject.lastIndexOf('.') + 1);
    return isUserId(user) && subject === this.inboxFacts(user) ? user : undefined;
  }

  /** `3.alice`, `3.consent.alice` */
  protected at(user: UserId, word = ''): string {
    idToken(user, USER_ID_CHARS_MAX, "a user's id");
    return `${this.partitionOf(user)}.${word}${user}`;
  }

  protected number(partition: number): number {
    if (!Number.isInteger(partition) || partition < 0 || partition >= this.partitions) {
      throw new BadToken('a partition', String(partition));
    }
    return partition;
  }
}
