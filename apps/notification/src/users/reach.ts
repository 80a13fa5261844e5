import type { FactStore } from '@liaison/bus';
import { type NotificationMode, type UserId, isInterested } from '@liaison/domain';
import type { Folds } from '../in-force/folds.js';
import { type ActiveNotification, activeNotification } from './active-mode.js';
import { AsOf, type Then } from './as-of.js';
import type { PassedOver } from './passed-over.js';

/** Users looked at in the log at once. */
const LOOKS_AT_ONCE_MAX = 64;

/** An accepted event, as far as it decides which users it reaches. */
export interface Concerned {
  readonly type: string;
  /** Whom it is about; undefined: nobody. */
  readonly subject: UserId | undefined;
  /** When the engine took it, milliseconds since the epoch. */
  readonly recordedMs: number;
}

/** A user who gets an item, and how. */
export interface NotifiedUser {
  readonly user: UserId;
  readonly mode: Exclude<NotificationMode, 'silent'>;
  /** FACTS sequence of the profile fact that says so; 0: there was none. */
  readonly profile: number;
}

/** Whom of the users an event reaches, and how many their modes silence. */
export interface Notified {
  readonly users: readonly NotifiedUser[];
  readonly silenced: number;
}

const NOBODY: Notified = { users: [], silenced: 0 };

/** Whom of the users an event reaches (4.11, 4.13), by what was in force when it was matched. */
export class Reach {
  private readonly asOf: AsOf;

  constructor(
    private readonly folds: Folds,
    private readonly facts: FactStore,
    private readonly passedOver: PassedOver,
  ) {
    this.asOf = new AsOf(folds, facts);
  }

  /** How many users the event might interest now, at most. Most interest none: nothing is looked up. */
  mayReach(sender: string, { type, subject }: Pick<Concerned, 'type' | 'subject'>): number {
    const { size } = this.folds.interested(sender, type);
    return subject === undefined ? size : Math.min(1, size);
  }

  /** Each user is asked about once, in the order of their ids; one who cannot be read is passed over. */
  async of(sender: string, event: Concerned, then: Then): Promise<Notified> {
    const asked = this.candidates(sender, event, then);
    if (asked.length === 0) return NOBODY;
    const registry = await this.asOf.registry(sender, then);
    const active = async (user: UserId): Promise<ActiveNotification | undefined> => {
      if (!(await this.asOf.isActing(user, then))) return undefined;
      const selection = await this.asOf.selection(user, then);
      if (!isInterested({ sender, type: event.type }, selection, registry)) return undefined;
      const instant = new Date(event.recordedMs).toISOString();
      return activeNotification(this.facts, user, { factsSeq: then.factsSeq, instant });
    };
    const wants = (user: UserId): Promise<ActiveNotification | undefined> =>
      active(user).catch((error: unknown) => this.passedOver.note(user, error));
    const users: NotifiedUser[] = [];
    let silenced = 0;
    for (let at = 0; at < asked.length; at += LOOKS_AT_ONCE_MAX) {
      const some = asked.slice(at, at + LOOKS_AT_ONCE_MAX);
      const found = await Promise.all(some.map(async (user) => [user, await wants(user)] as const));
      for (const [user, notification] of found) {
        if (notification === undefined) continue;
        const { mode, profile } = notification;
        if (mode === 'silent') silenced++;
        else users.push({ user, mode, profile });
      }
    }
    return { users, silenced };
  }

  /** Who is interested, and who may have been and has changed since; of an event about a user they alone. */
  private candidates(sender: string, { type, subject }: Concerned, then: Then): readonly UserId[] {
    const interested = this.folds.interested(sender, type);
    const changed = this.folds.selectionChanges.since(then.factsSeq);
    if (subject === undefined) return [...new Set([...interested, ...changed])].sort();
    return interested.has(subject) || changed.includes(subject) ? [subject] : [];
  }
}
