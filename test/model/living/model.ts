import type { NotificationMode } from './document.js';
import { Offices } from './offices.js';
import { People } from './people.js';
import { USERS } from './step.js';

/** An event that waits for a user, and by which mode it was matched. */
export interface Waiting {
  readonly sender: string;
  readonly event: string;
  readonly mode: NotificationMode;
}

/** What is recorded of an event, and whom it reaches. */
export interface Reached {
  readonly outcome: string;
  readonly receivers: readonly string[];
  readonly users: number;
  readonly silenced: number;
}

export interface Emitted {
  readonly sender: string;
  readonly type: string;
  readonly event: string;
  readonly subject?: string;
}

const NOBODY = { receivers: [], users: 0, silenced: 0 };

/** All that commands accepted so far have made true; nothing of it is read from the server. */
export class Model {
  readonly people = new People();
  readonly offices = new Offices();
  /** What waits for each user, in the order it was matched. */
  readonly inboxes = new Map<string, Waiting[]>();
  /** Events each terminal may have been handed by now. */
  private readonly may = new Map<string, Set<string>>();

  waiting(user: string): Waiting[] {
    const known = this.inboxes.get(user);
    if (known !== undefined) return known;
    const empty: Waiting[] = [];
    this.inboxes.set(user, empty);
    return empty;
  }

  /** How many items `self` says wait to be fetched. */
  onRequest(user: string): number {
    return this.waiting(user).filter(({ mode }) => mode === 'on-request').length;
  }

  /** Events every connected terminal of the user has to have been handed by now. */
  due(user: string): string[] {
    if (this.notificationMode(user) !== 'immediate') return [];
    return this.waiting(user)
      .filter(({ mode }) => mode !== 'on-request')
      .map(({ event }) => event);
  }

  mayHave(user: string, terminal: string): ReadonlySet<string> {
    return this.may.get(`${user} ${terminal}`) ?? new Set();
  }

  /** After every change: what is due now may be handed over, whatever comes next. */
  noteDue(): void {
    for (const user of USERS) {
      const due = this.due(user);
      for (const terminal of this.people.of(user).connection.keys()) {
        const key = `${user} ${terminal}`;
        const may = this.may.get(key) ?? new Set();
        this.may.set(key, may);
        for (const event of due) may.add(event);
      }
    }
  }

  notificationMode(user: string): NotificationMode {
    return this.people.active(user)?.notification ?? 'immediate';
  }

  /** Whom an event reaches, by what is in force now. */
  reach({ sender, type, subject }: Emitted): Reached {
    const emitted = this.offices.emitted(sender, type);
    if (emitted === undefined) return { ...NOBODY, outcome: 'refused:unknown-event' };
    if (emitted.about === 'nobody') {
      if (subject !== undefined) return { ...NOBODY, outcome: 'refused:malformed' };
      return this.reached(this.offices.wanting(sender, type), this.interested(sender, type, USERS));
    }
    const isKnown = subject !== undefined && USERS.includes(subject);
    if (!isKnown || !this.offices.mayHear(sender, subject)) {
      return { ...NOBODY, outcome: 'refused:unknown-user' };
    }
    const wanting = this.offices.wanting(sender, type);
    const hearing = wanting.filter((service) => this.offices.mayHear(service, subject));
    return this.reached(hearing, this.interested(sender, type, [subject]));
  }

  /** The event is matched: whoever it reaches has it coming. */
  matched(emitted: Emitted, { receivers }: Reached): void {
    const { sender, type, event, subject } = emitted;
    for (const service of receivers) this.offices.of(service).copies.push({ sender, event });
    const { outcome } = this.reach(emitted);
    if (outcome.startsWith('refused')) return;
    for (const user of this.interested(sender, type, subject === undefined ? USERS : [subject])) {
      const mode = this.notificationMode(user);
      if (mode !== 'silent') this.waiting(user).push({ sender, event, mode });
    }
  }

  acknowledged(user: string, events: ReadonlySet<string>): void {
    const left = this.waiting(user).filter(({ event }) => !events.has(event));
    this.inboxes.set(user, left);
  }

  private interested(sender: string, type: string, users: readonly string[]): string[] {
    return users.filter((user) => this.offices.isInterested(user, sender, type));
  }

  private reached(receivers: readonly string[], users: readonly string[]): Reached {
    const silenced = users.filter((user) => this.notificationMode(user) === 'silent').length;
    const isHeard = receivers.length + users.length > 0;
    const outcome = isHeard ? 'matched' : 'unmatched';
    return { outcome, receivers, users: users.length - silenced, silenced };
  }
}
