import type { Document, Mode, Person } from '../person.js';
import { ReferenceWorld } from '../reference.js';
import { type NotificationMode, type Uploaded, coveringAt } from './document.js';
import { GHOST, USERS } from './step.js';

/** What ends a grant, or makes it another. */
const DECIDES = new Set(['granted', 'denied', 'withdrawn', 'expired']);

/** One of a user's terminals. */
export interface OwnTerminal {
  readonly terminal: string;
  readonly kind: string;
  readonly label: string;
}

/** What the reference model is told: what was accepted, never what the log holds. */
interface Told {
  readonly type: string;
  readonly subject: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** When it holds from, ms since the epoch; now where absent. */
  readonly at?: number;
}

/** A manual mode or a grant that ends by itself while the run goes on. */
interface Ending {
  readonly at: number;
  readonly settle: () => void;
}

/**
 * People as the commands accepted so far leave them: the reference model of the rule, folded from
 * facts made of answers, and what it does not keep.
 */
export class People {
  readonly world = new ReferenceWorld();
  /** Versions of each user's profiles, as the answers gave them. */
  readonly versions = new Map<string, Map<string, number>>();
  readonly terminals = new Map<string, OwnTerminal[]>();
  /** How the nth connection came, of each terminal that is connected. */
  readonly connectedAt = new Map<string, number>();
  /** Whom each asked for authorisation: once a day each. */
  readonly asked = new Map<string, Set<string>>();
  /** Whose request has ever awaited each owner's decision: of nobody else are terminals told. */
  readonly awaited = new Map<string, Set<string>>();
  /** When grants end, by owner and viewer. */
  readonly grantEnds = new Map<string, string>();
  /** How many modes by hand and grants have ended by themselves. */
  ended = 0;
  private endings: Ending[] = [];
  private last = 0;
  private count = 0;

  of(user: string): Person {
    return this.world.person(user);
  }

  document(user: string, profile = this.of(user).active): Uploaded | undefined {
    if (profile === undefined) return undefined;
    return this.of(user).documents.get(profile) as unknown as Uploaded | undefined;
  }

  /** Whose request awaits the user's decision, oldest first. */
  pending(user: string): string[] {
    return (this.world.kept(user)?.['pending'] as string[] | undefined) ?? [];
  }

  isConnected(user: string, terminal: string): boolean {
    return this.of(user).connection.has(terminal);
  }

  active(user: string): (Mode & { notification: NotificationMode }) | undefined {
    return this.world.activeMode(user) as ReturnType<People['active']>;
  }

  registered(user: string): void {
    this.tell({ type: 'account.registered', subject: `account.${user}` });
    this.terminals.set(user, []);
    this.versions.set(user, new Map());
    this.asked.set(user, new Set());
    this.awaited.set(user, new Set());
  }

  enrolled(user: string, own: OwnTerminal): void {
    const data = { terminal: own.terminal };
    this.tell({ type: 'account.terminal-enrolled', subject: `account.${user}`, data });
    const all = [...(this.terminals.get(user) ?? []), own];
    this.terminals.set(
      user,
      all.toSorted((a, b) => (a.terminal < b.terminal ? -1 : 1)),
    );
  }

  removed(user: string, terminal: string): void {
    const data = { terminal };
    this.tell({ type: 'account.terminal-removed', subject: `account.${user}`, data });
    this.disconnected(user, terminal);
    const left = (this.terminals.get(user) ?? []).filter((one) => one.terminal !== terminal);
    this.terminals.set(user, left);
  }

  connected(user: string, terminal: string, connection: string): void {
    const subject = `terminal.${user}.${terminal}`;
    this.tell({ type: 'terminal.connected', subject, data: { connection } });
    this.connectedAt.set(subject, ++this.count);
  }

  disconnected(user: string, terminal: string): void {
    const connection = this.of(user).connection.get(terminal);
    const subject = `terminal.${user}.${terminal}`;
    this.tell({ type: 'terminal.disconnected', subject, data: { connection } });
  }

  /** A fact of the user's profiles: what covers at that moment goes with it. */
  profile(user: string, verb: string, data: Readonly<Record<string, unknown>> = {}): void {
    const at = this.now();
    const active = verb === 'activated' ? String(data['profile']) : this.of(user).active;
    const uploaded = data['document'] as Uploaded | undefined;
    const isOfActive = uploaded !== undefined && uploaded.profile === active;
    const document = isOfActive ? uploaded : this.document(user, active);
    const covering = document === undefined ? [] : coveringAt(document, at);
    const type = `profile.${verb}`;
    this.tell({ type, subject: `profile.${user}`, data: { ...data, covering }, at });
  }

  consent(owner: string, viewer: string, verb: string): void {
    this.tell({ type: `consent.${verb}`, subject: `consent.${owner}.${viewer}` });
    if (DECIDES.has(verb)) this.grantEnds.delete(`${owner} ${viewer}`);
    for (const asker of this.pending(owner)) this.awaited.get(owner)?.add(asker);
  }

  /** A mode by hand ends at that instant, unless another was activated meanwhile. */
  manualEnds(user: string, until: string): void {
    const settle = (): void => {
      if (this.of(user).manual?.until === until) {
        this.profile(user, 'periods-changed', { effectiveAt: until });
      }
    };
    this.endings.push({ at: Date.parse(until), settle });
  }

  grantEndsAt(owner: string, viewer: string, until: string): void {
    const key = `${owner} ${viewer}`;
    this.grantEnds.set(key, until);
    const settle = (): void => {
      if (this.grantEnds.get(key) === until) this.consent(owner, viewer, 'expired');
    };
    this.endings.push({ at: Date.parse(until), settle });
  }

  /** When the last of what ends while the run goes on has ended; 0: nothing is open. */
  get endsAt(): number {
    return Math.max(0, ...this.endings.map(({ at }) => at));
  }

  /** All of it is over. */
  settleEndings(): void {
    this.ended += this.endings.length;
    for (const { settle } of this.endings.splice(0)) settle();
  }

  /** What a viewer would be told if this document were active, and terminals connected. */
  ifActive(owner: string, document: Uploaded, viewer: string): string {
    const draft = new People();
    // Nobody is looked up: an id that nobody has is told what a registered user would be.
    for (const user of [...USERS, GHOST]) draft.registered(user);
    draft.enrolled(owner, { terminal: 'any', kind: 'phone', label: '' });
    draft.connected(owner, 'any', 'c');
    const { granted, blocked } = this.of(owner);
    for (const one of granted) draft.consent(owner, one, 'granted');
    for (const one of blocked) draft.consent(owner, one, 'blocked');
    draft.profile(owner, 'uploaded', { document: document as unknown as Document });
    draft.profile(owner, 'activated', { profile: document.profile });
    return draft.world.tells(viewer, owner);
  }

  /** Two things never happen at the same millisecond: what is pending is told by age. */
  private now(): number {
    this.last = Math.max(this.last + 1, Date.now());
    return this.last;
  }

  private tell({ type, subject, data = {}, at = this.now() }: Told): void {
    const time = new Date(at).toISOString();
    this.world.fold({ type: `liaison.${type}.v1`, subject, id: '', time, revision: 0, data });
  }
}
