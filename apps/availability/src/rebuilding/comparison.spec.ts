import type { ProjectedFact } from '@liaison/bus';
import { describe, expect, it } from '@jest/globals';
import { stateDocument } from '@liaison/domain';
import type { Row } from '@liaison/store';
import { Entry } from '../projections/entry.js';
import { History } from '../projections/fixtures/history.js';
import { fold } from '../projections/fold.js';
import { type StoredRows, headRow, uploadRow } from '../projections/row.js';
import { stateBody } from '../projections/state-body.js';
import { Comparison, type StoredStateOf } from './comparison.js';
import { Refold } from './refold.js';

const NOW = '2026-01-05T09:00:00.000Z';

/** Two profiles, one of them deleted and replaced by a third; then a terminal connects. */
function written(): ProjectedFact[] {
  const log = new History();
  return [
    log.registered(),
    log.uploaded(),
    log.uploaded({ profile: 'home' }),
    log.activated(),
    log.profile({ type: 'ProfileDeleted', profile: 'home' }),
    log.enrolled('phone'),
    log.connected('phone'),
  ];
}

/** Sealed once: boxes of the same fact differ each time. */
const facts = written();

interface Stored {
  head: Row | undefined;
  readonly uploads: Map<string, Row>;
  state: StoredStateOf | undefined;
  checkpoint: number;
}

/** What is stored once so many facts are folded and everything has settled. */
function storedAfter(count: number): Stored {
  const entry = new Entry('alice');
  for (const fact of facts.slice(0, count)) fold(entry, fact);
  const body = stateBody(stateDocument(entry.facts, NOW));
  return {
    head: headRow(entry),
    uploads: new Map(
      [...entry.uploads].map(([profile, one]) => [profile, uploadRow('alice', profile, one)]),
    ),
    state: { src: entry.src, body, writtenAt: NOW },
    checkpoint: count,
  };
}

function compared(stored: Stored, log = facts): readonly string[] {
  const rows: StoredRows = { uploads: stored.uploads };
  if (stored.head !== undefined) rows.head = stored.head;
  const states = stored.state === undefined ? [] : ([['alice', stored.state]] as const);
  const comparison = new Comparison(
    {
      partition: 3,
      checkpoint: stored.checkpoint,
      rows: new Map([['alice', rows]]),
      states: new Map(states),
    },
    () => NOW,
  );
  const refold = new Refold(new Map(), (entry) => comparison.changed(entry));
  for (const fact of log) refold.fold(fact);
  comparison.ended();
  return comparison.differences.map(({ key, in: where, fault }) => `${where} ${key} ${fault}`);
}

const with_ = (count: number, change: (stored: Stored) => void): Stored => {
  const stored = storedAfter(count);
  change(stored);
  return stored;
};
/** `at`: which byte; the last but one is the version's digit. */
const altered = (row: Row | undefined, at = 2): Row => {
  const state = Buffer.from(row?.state ?? []);
  const place = (at + state.length) % state.length;
  state[place] = (state[place] ?? 0) ^ 1;
  return { key: row?.key ?? '', seq: row?.seq ?? 0, state };
};
const erasedFacts = (): ProjectedFact[] =>
  facts.map((fact) => (fact.box === undefined ? fact : { ...fact, box: 'erased' as const }));

describe('what is stored, beside the fold of the log', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])(
    'differs in nothing as of fact %i, however far the log is',
    (count) => {
      expect(compared(storedAfter(count))).toEqual([]);
    },
  );

  it.each<readonly [string, Stored, readonly string[]]>([
    [
      'a row of other bytes',
      with_(7, (one) => (one.head = altered(one.head))),
      ['rows alice differs'],
    ],
    [
      'an upload of other bytes',
      with_(7, ({ uploads }) => uploads.set('work', altered(uploads.get('work')))),
      ['rows alice.work differs'],
    ],
    [
      'a row of another version',
      with_(7, (one) => (one.head = altered(one.head, -2))),
      ['rows alice other-version'],
    ],
    ['no row', with_(7, (one) => (one.head = undefined)), ['rows alice missing']],
    ['a row before the checkpoint', with_(6, (one) => (one.checkpoint = 7)), ['rows alice behind']],
    [
      'a row of no fact',
      with_(7, (one) => (one.head = { ...one.head!, seq: 99 })),
      ['rows alice differs', 'state alice differs'],
    ],
    ['no upload', with_(7, ({ uploads }) => uploads.delete('work')), ['rows alice.work missing']],
    [
      'an upload that was deleted',
      with_(7, ({ uploads }) => uploads.set('home', storedAfter(3).uploads.get('home')!)),
      ['rows alice.home left-over'],
    ],
    [
      'STATE of another body',
      with_(7, (one) => (one.state = { ...one.state!, body: '{}' })),
      ['state alice differs'],
    ],
    [
      'STATE of no fact',
      with_(7, (one) => (one.state = { ...one.state!, src: 99 })),
      ['state alice differs'],
    ],
    ['no STATE', with_(7, (one) => (one.state = undefined)), ['state alice missing']],
  ])('has %s', (_what, stored, found) => {
    expect(compared(stored)).toEqual(found);
  });

  it('is not missed yet where the checkpoint is not there', () => {
    const stored = with_(7, (one) => {
      one.head = undefined;
      one.state = undefined;
      one.uploads.clear();
      one.checkpoint = 0;
    });
    expect(compared(stored)).toEqual([]);
  });

  it('is nothing, or that they are erased, of somebody erased; all else is left over', () => {
    const gone = stateBody(stateDocument(new Entry('alice').facts, NOW));
    const erased = with_(7, (one) => {
      one.head = undefined;
      one.uploads.clear();
      one.state = { src: 7, body: gone, writtenAt: NOW };
    });
    expect(compared(erased, erasedFacts())).toEqual([]);
    expect(compared(storedAfter(7), erasedFacts())).toEqual([
      'rows alice differs',
      'rows alice.work left-over',
      'state alice differs',
    ]);
  });
});
