import {
  type Audience,
  type Document,
  type Mode,
  type Person,
  foldFact,
  nobody,
} from './person.js';
import type { RawFact } from './raw-fact.js';

/*
 * The rule of connectability a second time, written from the text alone and as simply as it goes:
 * plain objects, no sharing, nothing fast. It reads the facts' own fields and never a head.
 */

/** Folds raw facts, and answers what any viewer is told about any target. */
export class ReferenceWorld {
  private readonly people = new Map<string, Person>();

  fold(fact: RawFact): void {
    const owner = fact.subject.split('.')[1] ?? '';
    const person = this.people.get(owner) ?? nobody();
    this.people.set(owner, person);
    foldFact(person, fact);
  }

  users(): string[] {
    return [...this.people.keys()].toSorted();
  }

  /** A user as the facts leave them; one who never had a fact is nobody. */
  person(user: string): Person {
    return this.people.get(user) ?? nobody();
  }

  /** The first candidate, audiences ignored. */
  activeMode(user: string): Mode | undefined {
    const who = this.person(user);
    const document = who.documents.get(who.active ?? '');
    return document && this.candidates(who, document)[0];
  }

  /** The mode by which a call is answered; a caller nobody knows is covered by `everyone` alone. */
  modeForCall(user: string, caller: string | undefined): Mode | undefined {
    const who = this.person(user);
    const document = who.documents.get(who.active ?? '');
    if (document === undefined) return undefined;
    if (caller !== undefined && this.registered(caller) !== undefined) {
      return this.applicable(who, document, caller);
    }
    return this.candidates(who, document).find(({ audience }) => 'everyone' in audience);
  }

  /** The contact list of the active profile, in the document's order. */
  contacts(user: string): string[] {
    const person = this.people.get(user);
    if (person === undefined || person.status !== 'registered') return [];
    return person.documents.get(person.active ?? '')?.contacts ?? [];
  }

  tells(viewer: string, target: string): string {
    const who = this.registered(target);
    if (this.registered(viewer) === undefined || who === undefined) return 'unknown';
    const document = who.documents.get(who.active ?? '');
    if (document === undefined) return 'unknown';
    if (viewer === target) return this.says(who, this.candidates(who, document)[0]);
    if (who.blocked.has(viewer)) return 'unknown';
    if (document.authorisation === 'required' && !who.granted.has(viewer)) {
      return this.reached(document, viewer) ? 'subject-to-authorisation' : 'unknown';
    }
    return this.says(who, this.applicable(who, document, viewer));
  }

  /** The body of STATE, its place in the log apart; undefined: the user never had a fact. */
  state(user: string): Record<string, unknown> | undefined {
    const who = this.people.get(user);
    if (who === undefined || who.status === 'absent') return undefined;
    if (who.status !== 'registered') return { status: 'gone' };
    const document = who.documents.get(who.active ?? '');
    const blocked = who.blocked.size > 0 ? { blocked: [...who.blocked].toSorted() } : {};
    if (document === undefined) return { status: 'registered', ...blocked };
    const candidates = this.candidates(who, document);
    const walk = [];
    for (const mode of candidates) {
      walk.push({ tells: this.says(who, mode), audience: sorted(mode.audience) });
      if ('everyone' in mode.audience) break;
    }
    const required =
      document.authorisation === 'required'
        ? { grants: [...who.granted].toSorted(), reach: reach(document.modes) }
        : {};
    return {
      status: 'registered',
      ...blocked,
      authorisation: document.authorisation,
      ...required,
      walk,
      own: this.says(who, candidates[0]),
    };
  }

  /** What is kept of a user beside what viewers are told; undefined: the user never had a fact. */
  kept(user: string): Record<string, unknown> | undefined {
    const who = this.people.get(user);
    if (who === undefined) return undefined;
    return {
      status: who.status,
      terminals: [...who.enrolled].toSorted(),
      credentials: [...who.credentials].toSorted(),
      active: who.active,
      manual: who.manual,
      pending: pending(who),
    };
  }

  private registered(user: string): Person | undefined {
    const person = this.people.get(user);
    return person?.status === 'registered' ? person : undefined;
  }

  private reached(document: Document, viewer: string): boolean {
    return document.modes.some(
      (mode) => mode.availability.state !== 'unknown' && this.covers(mode.audience, viewer),
    );
  }

  /** Manual first, then what covers by `order`, then the default. */
  private candidates(person: Person, document: Document): Mode[] {
    const byName = (name: string): Mode[] => document.modes.filter((mode) => mode.mode === name);
    const covering = document.modes
      .filter((mode) => person.covering.includes(mode.mode))
      .toSorted((a, b) => a.order - b.order);
    return [...byName(person.manual?.mode ?? ''), ...covering, ...byName(document.defaultMode)];
  }

  private applicable(person: Person, document: Document, viewer: string): Mode | undefined {
    for (const mode of this.candidates(person, document)) {
      if (this.covers(mode.audience, viewer)) return mode;
      if ('except' in mode.audience) return undefined;
      if ('only' in mode.audience && mode.audience.others !== 'next') return undefined;
    }
    return undefined;
  }

  private covers(audience: Audience, viewer: string): boolean {
    if ('everyone' in audience) return true;
    if ('only' in audience) return audience.only.includes(viewer);
    return !audience.except.includes(viewer);
  }

  private says(person: Person, mode: Mode | undefined): string {
    const state = mode?.availability.state ?? 'unknown';
    if (state === 'unknown') return 'unknown';
    if (state === 'transfer') return 'in-transfer';
    if (state === 'not-available') return 'not-connectable';
    const connected = [...person.connection.keys()].some((id) => person.enrolled.has(id));
    return connected ? 'connectable' : 'not-connectable';
  }
}

/** Whose request awaits the owner, oldest first; a denial silences for 30 days. */
function pending({ asked, denied, blocked, granted }: Person): string[] {
  const shown = [...asked].filter(([viewer, at]) => {
    const silencedUntil = Date.parse(denied.get(viewer) ?? '') + 30 * 86_400_000;
    return !blocked.has(viewer) && !granted.has(viewer) && !(Date.parse(at) < silencedUntil);
  });
  const byAge = shown.toSorted(([a, x], [b, y]) => (`${x} ${a}` < `${y} ${b}` ? -1 : 1));
  return byAge.map(([viewer]) => viewer);
}

function sorted(audience: Audience): Audience {
  if ('only' in audience) return { ...audience, only: audience.only.toSorted() };
  return 'except' in audience ? { except: audience.except.toSorted() } : audience;
}

/** Everybody whom some mode that says anything names or includes. */
function reach(modes: Mode[]): { only: string[] } | { except: string[] } {
  const telling = modes.filter((mode) => mode.availability.state !== 'unknown');
  const only = new Set<string>();
  const excepts: string[][] = [];
  for (const { audience } of telling) {
    if ('everyone' in audience) excepts.push([]);
    else if ('except' in audience) excepts.push(audience.except);
    else for (const user of audience.only) only.add(user);
  }
  const [first, ...rest] = excepts;
  if (first === undefined) return { only: [...only].toSorted() };
  const left = first.filter((user) => rest.every((list) => list.includes(user)) && !only.has(user));
  return { except: left.toSorted() };
}
