import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  CONSENTS_MAX,
  REQUESTS_KEPT_MAX,
  type TerminalState,
  stateDocument,
} from '@liaison/domain';
import { requireFits } from '@liaison/store';
import { Entry } from './entry.js';
import { History, key } from './fixtures/history.js';
import { DocumentMissing, fold } from './fold.js';
import {
  type StoredRows,
  headRow,
  isOfNobody,
  isTooLarge,
  parseKey,
  restore,
  uploadKey,
  uploadRow,
} from './row.js';
import { sayingOf } from './self.js';
import { stateBody } from './state-body.js';

const now = '2026-01-05T09:00:00.000Z';

function everything(): Entry {
  const log = new History();
  const entry = new Entry('alice');
  const facts = [
    log.registered(),
    log.enrolled('phone'),
    log.uploaded({ authorisation: 'required' }),
    log.uploaded({ profile: 'home', label: 'At home' }),
    log.activated(),
    log.connected('phone'),
    log.selected('phone'),
    log.consent('bob', { type: 'AuthorisationGranted', expiresAt: '2027-01-01T00:00:00.000Z' }),
    log.consent('dan', { type: 'AuthorisationAsked' }),
    log.consent('eve', { type: 'ContactBlocked' }),
    log.profile({
      type: 'ModeActivated',
      profile: 'work',
      version: 1,
      mode: 'hidden',
      until: '2026-02-01T00:00:00.000Z',
    }),
  ];
  for (const fact of facts) fold(entry, fact);
  return entry;
}

function rowsOf(entry: Entry): StoredRows {
  const uploads = [...entry.uploads].map(
    ([profile, upload]) => [profile, uploadRow('alice', profile, upload)] as const,
  );
  return { head: headRow(entry), uploads: new Map(uploads) };
}

/** More of them than anybody has: those that were removed stay in the log. */
const TERMINALS = 20_000;
/** As long as an id may be. */
const longId = (): string => randomBytes(12).toString('hex');

describe("a user's rows", () => {
  it('of whom there is more than a store takes make a row that says so, and is shown unknown', () => {
    const entry = everything();
    const { phone } = entry.facts.terminals;
    if (phone === undefined) throw new Error('no phone');
    expect(isTooLarge(headRow(entry))).toBe(false);
    for (let i = 0; i < TERMINALS; i++) {
      entry.facts.terminals[longId()] = { ...phone, connection: randomUUID() } as TerminalState;
    }
    const rows = rowsOf(entry);
    for (const row of [...rows.uploads.values(), headRow(entry)]) {
      expect(() => requireFits(row)).not.toThrow();
    }
    expect(isTooLarge(headRow(entry))).toBe(true);
    const back = new Entry('alice');
    restore(back, rows, key);
    expect([back.src, back.facts.poisoned]).toEqual([entry.src, true]);
    expect(stateDocument(back.facts, now)).toEqual({ status: 'gone' });
    // The next of theirs is stored too, and says the same.
    expect(JSON.parse(Buffer.from(headRow(back).state).toString())).toMatchObject({
      poisoned: true,
    });
  });

  it('give back what was folded', () => {
    const entry = everything();
    const back = new Entry('alice');
    expect(restore(back, rowsOf(entry), key)).toEqual([]);
    expect(stateBody(stateDocument(back.facts, now))).toBe(
      stateBody(stateDocument(entry.facts, now)),
    );
    expect(sayingOf(back, stateDocument(back.facts, now), now)).toEqual(
      sayingOf(entry, stateDocument(entry.facts, now), now),
    );
    expect(back.facts).toEqual(entry.facts);
    expect(back.grantIds).toEqual(entry.grantIds);
    expect(back.src).toBe(entry.src);
  });

  it('of an id that nobody has are read without a key: there is none', () => {
    const entry = new Entry('alice');
    fold(entry, new History().consent('dan', { type: 'AuthorisationAsked' }));
    const rows = rowsOf(entry);
    expect([isOfNobody(rows), isOfNobody(rowsOf(everything()))]).toEqual([true, false]);
    const back = new Entry('alice');
    expect(restore(back, rows, undefined)).toEqual([]);
    expect(back.facts).toEqual(entry.facts);
    expect(back.pendingAt(now)).toEqual(['dan']);
  });

  it('with as many consents as one may have fit into one message of the engine', () => {
    const entry = everything();
    const end = '2027-01-01T00:00:00.000Z';
    for (let n = 0; n < CONSENTS_MAX; n++) {
      const grant = { at: now, expiresAt: end };
      entry.requests.put(entry.facts.consents, longId(), { ask: { at: now }, grant });
      entry.grantIds.set(longId(), randomUUID());
    }
    for (let n = 0; n < REQUESTS_KEPT_MAX; n++) {
      entry.requests.put(entry.facts.consents, longId(), { ask: { at: now } });
    }
    const rows = rowsOf(entry);
    // Beside an account of 8 KiB and an upload of 96 there may be 152 KiB.
    expect(rows.head?.state.length).toBeLessThan(152 * 1024);
    const back = new Entry('alice');
    restore(back, rows, key);
    expect(back.facts).toEqual(entry.facts);
    expect(back.grantIds).toEqual(entry.grantIds);
  });

  it('hold no text that facts seal', () => {
    const entry = everything();
    const { head, uploads } = rowsOf(entry);
    const bytes = [head, ...uploads.values()].map((row) => Buffer.from(row!.state).toString());
    for (const text of ['secret lab', 'My phone', 'Alice', 'At home', 'hidden']) {
      expect(bytes.join('\n')).not.toContain(text);
    }
  });

  it('of an erased user say that and no more', () => {
    const entry = everything();
    const uploads = rowsOf(entry).uploads;
    entry.erase();
    const back = new Entry('alice');
    expect(restore(back, { head: headRow(entry), uploads }, key)).toEqual(['work', 'home']);
    expect(back.erased).toBe(true);
    expect(Buffer.from(headRow(entry).state).toString()).not.toContain('bob');
  });

  it('leave over the upload of a deleted profile, and no upload that is newer', () => {
    const entry = everything();
    const rows = rowsOf(entry);
    const home = rows.uploads.get('home')!;
    rows.uploads.set('old', { ...home, seq: 1 });
    rows.uploads.set('new', { ...home, seq: entry.src + 1 });
    expect(restore(new Entry('alice'), rows, key)).toEqual(['old']);
  });

  it('are refused where an upload is missing or older than what the head names', () => {
    const entry = everything();
    const rows = rowsOf(entry);
    rows.uploads.delete('home');
    expect(() => restore(new Entry('alice'), rows, key)).toThrow(DocumentMissing);
    const older = rowsOf(entry);
    const log = new History();
    const first = new Entry('alice');
    fold(first, log.uploaded());
    fold(entry, { ...log.uploaded(), sequence: entry.src + 1 });
    older.head = headRow(entry);
    older.uploads.set('work', uploadRow('alice', 'work', first.uploads.get('work')!));
    expect(() => restore(new Entry('alice'), older, key)).toThrow(DocumentMissing);
  });

  it('have keys that tell whose and which they are', () => {
    expect(parseKey('alice')).toEqual({ user: 'alice' });
    expect(parseKey(uploadKey('alice', 'work'))).toEqual({ user: 'alice', profile: 'work' });
  });
});
