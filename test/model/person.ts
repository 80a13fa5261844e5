import type { RawFact } from './raw-fact.js';

export type Audience =
  | { everyone: true }
  | { only: string[]; others?: 'next' }
  | { except: string[] };

export interface Mode {
  mode: string;
  order: number;
  availability: { state: string };
  audience: Audience;
}

export interface Document {
  profile: string;
  contacts: string[];
  authorisation: string;
  defaultMode: string;
  modes: Mode[];
}

/** One user as the facts leave them. */
export interface Person {
  status: string;
  enrolled: Set<string>;
  credentials: Set<string>;
  connection: Map<string, string>;
  documents: Map<string, Document>;
  active: string | undefined;
  manual: { mode: string; until: string } | undefined;
  covering: string[];
  /** Who asked, and who was denied, and when last. */
  asked: Map<string, string>;
  denied: Map<string, string>;
  blocked: Set<string>;
  granted: Set<string>;
}

export function nobody(): Person {
  return {
    status: 'absent',
    enrolled: new Set(),
    credentials: new Set(),
    connection: new Map(),
    documents: new Map(),
    active: undefined,
    manual: undefined,
    covering: [],
    asked: new Map(),
    denied: new Map(),
    blocked: new Set(),
    granted: new Set(),
  };
}

/** A fact's own fields, opened and sealed together; a text field that is absent reads as empty. */
interface Said {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Last token of the subject: the terminal, or the viewer. */
  readonly other: string;
  readonly time: string;
}

const text = (said: Said, name: string): string => (said.fields[name] as string | undefined) ?? '';
const until = (said: Said): string => text(said, 'until') || 'cleared';

type Effect = (person: Person, said: Said) => void;

/** What each type of fact does. */
const EFFECTS: Readonly<Record<string, Effect>> = {
  'account.registered': (person) => (person.status = 'registered'),
  'account.reinstated': (person) => (person.status = 'registered'),
  'account.suspended': (person) => (person.status = 'suspended'),
  'account.erased': (person) => {
    person.status = 'erased';
    person.enrolled.clear();
    person.credentials.clear();
  },
  'account.erasure-completed': (person) => (person.status = 'erasure-completed'),
  'account.terminal-enrolled': (person, said) => person.enrolled.add(text(said, 'terminal')),
  'account.terminal-removed': (person, said) => person.enrolled.delete(text(said, 'terminal')),
  'account.credential-issued': (person, said) => {
    person.credentials.delete(text(said, 'replaces'));
    person.credentials.add(text(said, 'credential'));
  },
  'account.credential-revoked': (person, said) =>
    person.credentials.delete(text(said, 'credential')),
  'terminal.connected': (person, said) =>
    person.connection.set(said.other, text(said, 'connection')),
  'terminal.disconnected': (person, said) => {
    if (person.connection.get(said.other) === text(said, 'connection')) {
      person.connection.delete(said.other);
    }
  },
  'consent.asked': (person, said) => person.asked.set(said.other, said.time),
  'consent.retracted': (person, said) => person.asked.delete(said.other),
  'consent.granted': (person, said) => {
    person.asked.delete(said.other);
    person.denied.delete(said.other);
    person.granted.add(said.other);
  },
  'consent.denied': (person, said) => {
    person.asked.delete(said.other);
    person.granted.delete(said.other);
    person.denied.set(said.other, said.time);
  },
  'consent.withdrawn': (person, said) => person.granted.delete(said.other),
  'consent.expired': (person, said) => person.granted.delete(said.other),
  'consent.blocked': (person, said) => person.blocked.add(said.other),
  'consent.unblocked': (person, said) => person.blocked.delete(said.other),
  'profile.uploaded': (person, said) => {
    const document = said.fields['document'] as Document;
    person.documents.set(document.profile, document);
  },
  'profile.deleted': (person, said) => person.documents.delete(text(said, 'profile')),
  'profile.activated': (person, said) => {
    person.active = text(said, 'profile');
    const mode = text(said, 'mode');
    person.manual = mode === '' ? undefined : { mode, until: until(said) };
  },
  'profile.deactivated': (person) => {
    person.active = undefined;
    person.manual = undefined;
  },
  'profile.mode-activated': (person, said) => {
    person.manual = { mode: text(said, 'mode'), until: until(said) };
  },
  'profile.mode-cleared': (person) => (person.manual = undefined),
};

/** Folds one fact into its owner. What an erased user's boxes held is gone; their status is open. */
export function foldFact(person: Person, fact: RawFact): void {
  const type = fact.type.replace(/^[a-z]+\./, '').replace(/\.v1$/, '');
  const box = fact.box === 'erased' ? {} : fact.box;
  const said: Said = {
    fields: { ...fact.data, ...box },
    other: fact.subject.split('.')[2] ?? '',
    time: fact.time,
  };
  if (type.startsWith('profile.')) {
    if (fact.box === 'erased') return;
    endManual(person, text(said, 'effectiveAt') || fact.time);
    person.covering = (said.fields['covering'] as string[] | undefined) ?? [];
  }
  EFFECTS[type]?.(person, said);
}

function endManual(person: Person, at: string): void {
  const { manual } = person;
  if (manual === undefined || manual.until === 'cleared' || manual.until > at) return;
  person.manual = undefined;
}
