import { describe, expect, it } from '@jest/globals';
import type { ProjectedFact } from '@liaison/bus';
import { stateDocument } from '@liaison/domain';
import { Entry } from './entry.js';
import { document, History } from './fixtures/history.js';
import { DocumentMissing, fold, poison } from './fold.js';
import { sayingOf } from './self.js';
import { stateBody } from './state-body.js';

const now = '2026-01-05T09:00:00.000Z';
const gone = '{"status":"gone"}';

function folded(...facts: readonly ProjectedFact[]): Entry {
  const entry = new Entry('alice');
  for (const fact of facts) fold(entry, fact);
  return entry;
}

describe('the fold of one user', () => {
  it('tells watchers nothing of a user without an active profile', () => {
    const log = new History();
    expect(stateBody(stateDocument(folded(log.registered(), log.uploaded()).facts, now))).toBe(
      '{"status":"registered"}',
    );
  });

  it('is connectable once a profile is active and a terminal connected', () => {
    const log = new History();
    const entry = folded(
      log.registered(),
      log.enrolled('phone'),
      log.uploaded(),
      log.activated(),
      log.connected('phone'),
    );
    expect(JSON.parse(stateBody(stateDocument(entry.facts, now)))).toMatchObject({
      own: 'connectable',
    });
    expect(entry.src).toBe(5);
  });

  it('takes a fact that comes again for what it is', () => {
    const log = new History();
    const facts = [log.registered(), log.uploaded(), log.activated()];
    const entry = folded(...facts);
    const before = stateBody(stateDocument(entry.facts, now));
    expect(facts.map((fact) => fold(entry, fact))).toEqual([false, false, false]);
    expect(stateBody(stateDocument(entry.facts, now))).toBe(before);
  });

  it('keeps nothing but the id of a user whose key is gone', () => {
    const log = new History();
    const entry = folded(log.registered(), log.uploaded(), log.activated());
    fold(entry, { ...log.activated(), box: 'erased' });
    fold(entry, log.consent('bob', { type: 'ContactBlocked' }));
    expect(stateBody(stateDocument(entry.facts, now))).toBe(gone);
    expect(JSON.stringify(entry)).not.toContain('work');
    expect(entry.src).toBe(5);
  });

  it('is erased by the fact, before the key is gone', () => {
    const log = new History();
    const entry = folded(log.registered(), log.account({ type: 'UserErased', by: 'self' }));
    expect(entry.erased).toBe(true);
    expect(sayingOf(entry, stateDocument(entry.facts, now), now).status).toBe('gone');
  });

  it('changes nothing when a fact cannot be folded, and shows its user as gone after', () => {
    const log = new History();
    const entry = folded(log.registered());
    log.uploaded();
    const orphan = log.activated();
    const before = stateBody(stateDocument(entry.facts, now));
    expect(() => fold(entry, orphan)).toThrow(DocumentMissing);
    expect(stateBody(stateDocument(entry.facts, now))).toBe(before);
    poison(entry, orphan.sequence);
    expect(stateBody(stateDocument(entry.facts, now))).toBe(gone);
    expect(fold(entry, orphan)).toBe(false);
  });

  it('takes ids such as constructor for ids', () => {
    const log = new History('constructor');
    const entry = new Entry('constructor');
    fold(entry, log.registered());
    fold(entry, log.uploaded({ profile: 'constructor', contacts: ['valueOf'] }));
    fold(entry, log.activated('constructor'));
    expect(sayingOf(entry, stateDocument(entry.facts, now), now).contacts).toEqual(['valueOf']);
  });
});

describe('what a user is told about themselves', () => {
  it('has a new revision of the contact list at a switch or another list, and no other edit', () => {
    const log = new History();
    const entry = new Entry('alice');
    const revisions = [
      log.registered(),
      log.uploaded(),
      log.activated(),
      log.uploaded({ label: 'Other' }),
      log.uploaded({ contacts: ['carol', 'bob'] }),
      log.profile({
        type: 'ModeActivated',
        profile: 'work',
        version: 4,
        mode: 'hidden',
        until: 'cleared',
      }),
      log.uploaded({ profile: 'home', contacts: ['dan'] }),
      log.activated('home'),
    ].map((fact) => {
      fold(entry, fact);
      return entry.contactsRevision;
    });
    expect(revisions).toEqual([0, 0, 2, 2, 4, 4, 4, 7]);
  });

  it('names terminals, profiles, what is active and who asked', () => {
    const log = new History();
    const entry = folded(
      log.registered(),
      log.enrolled('phone'),
      log.uploaded(),
      log.uploaded({ profile: 'home', label: 'Home' }),
      log.activated(),
      log.connected('phone', 'c7'),
      log.consent('dan', { type: 'AuthorisationAsked' }),
      log.consent('eve', { type: 'AuthorisationAsked' }),
      log.consent('eve', { type: 'ContactBlocked' }),
      log.profile({
        type: 'ModeActivated',
        profile: 'work',
        version: 1,
        mode: 'hidden',
        until: 'cleared',
      }),
      log.selected('phone'),
    );
    const phone = { terminal: 'phone', kind: 'phone', label: 'My phone' };
    expect(sayingOf(entry, stateDocument(entry.facts, now), now)).toEqual({
      user: 'alice',
      status: 'registered',
      contactsRevision: 3,
      families: [],
      contacts: document().contacts,
      terminals: [{ ...phone, connection: 'c7', gateway: 'g1', network: 'websocket' }],
      profiles: [
        { profile: 'home', label: 'Home', version: 2, active: false },
        { profile: 'work', label: 'At the secret lab', version: 1, active: true },
      ],
      active: {
        profile: 'work',
        version: 1,
        mode: 'hidden',
        until: 'cleared',
        notification: 'silent',
      },
      callTarget: 'phone',
      state: 'unknown',
      pending: ['dan'],
    });
  });

  it('names the terminal selected for incoming calls until another, none, or it is removed', () => {
    const log = new History();
    const entry = folded(log.registered(), log.enrolled('phone'), log.enrolled('desk'));
    const facts = [
      log.selected('phone'),
      log.selected('desk'),
      log.selected(),
      log.selected('phone'),
      log.account({ type: 'TerminalRemoved', terminal: 'phone', cause: 'spec' }),
    ];
    const told = facts.map((fact) => {
      fold(entry, fact);
      return sayingOf(entry, stateDocument(entry.facts, now), now).callTarget;
    });
    expect(told).toEqual(['phone', 'desk', undefined, 'phone', undefined]);
  });
});
