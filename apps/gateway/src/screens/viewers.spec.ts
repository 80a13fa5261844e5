import type { SelfTerminal } from '@liaison/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Hall, terminalOf } from '../fixtures/hall.js';
import { Paper } from '../fixtures/paper.js';
import { Stage, hiddenFrom, stateOf } from '../fixtures/stage.js';
import type { ClosingCode } from '../networks/outlet.js';

describe('what a terminal is shown', () => {
  let stage: Stage;
  let hall: Hall;
  let alice: string;
  let bob: string;
  let carol: string;

  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    hall = await Hall.open(stage);
    ({ alice, bob, carol } = hall);
  });
  afterEach(() => hall.close());

  it('one snapshot, every contact in document order, also those nobody knows', async () => {
    await stage.putState(bob, stateOf('connectable'));
    await stage.putState(carol, stateOf('in-transfer'));
    const { snapshot } = await hall.shown([carol, 'nobody', bob]);
    expect(snapshot['contacts']).toEqual([
      [carol, 'in-transfer'],
      ['nobody', 'unknown'],
      [bob, 'connectable'],
    ]);
    expect(snapshot['revision']).toBe(7);
    expect(snapshot['pending']).toEqual([]);
    expect(snapshot['self']).toEqual({
      state: 'unknown',
      terminals: [
        { terminal: 'phone-1', kind: 'phone', label: 'Phone', connected: true, network: 'http' },
      ],
    });
  });

  it('differences, numbered from its snapshot, each terminal by itself', async () => {
    await stage.putState(bob, stateOf('connectable'));
    const { paper: first } = await hall.shown([bob, carol]);
    await stage.putState(bob, stateOf('not-connectable'));
    await first.until(() => first.deltas.length === 1);
    const { paper: second, snapshot } = await hall.shown([bob, carol], 'phone-2');
    expect(snapshot['contacts']).toEqual([
      [bob, 'not-connectable'],
      [carol, 'unknown'],
    ]);
    await stage.putState(carol, stateOf('in-transfer'));
    await stage.putState(carol, { ...stateOf('in-transfer'), own: 'connectable' });
    await stage.putState(bob, stateOf('connectable'));
    await second.until(() => second.deltas.length === 2);
    expect(first.deltas).toEqual([
      [bob, 'not-connectable', 1],
      [carol, 'in-transfer', 2],
      [bob, 'connectable', 3],
    ]);
    expect(second.deltas).toEqual([
      [carol, 'in-transfer', 1],
      [bob, 'connectable', 2],
    ]);
    expect(hall.counted).toEqual({ pushes: 5, resyncs: 0 });
  });

  it('who loses sight gets one unknown, then silence', async () => {
    await stage.putState(bob, stateOf('connectable'));
    const { paper } = await hall.shown([bob, carol]);
    await stage.putState(bob, hiddenFrom(alice));
    await stage.putState(bob, hiddenFrom(alice, 'zed'));
    await stage.putState(bob, { status: 'gone' });
    await stage.putState(carol, stateOf('connectable'));
    await paper.until(() => paper.deltas.length === 2);
    expect(paper.deltas).toEqual([
      [bob, 'unknown', 1],
      [carol, 'connectable', 2],
    ]);
  });

  it('a snapshot while changes arrive has no gap, and nothing comes twice', async () => {
    const states = ['connectable', 'not-connectable'] as const;
    for (let round = 0; round < 20; round++) {
      const target = `busy${alice}-${round}`;
      await stage.putState(target, stateOf('in-transfer'));
      stage.setSelf(alice, { contactsRevision: round, contacts: [target], terminals: [] });
      const paper = new Paper(alice, `phone-${round}`);
      stage.setSelf(alice, { terminals: [terminalOf(paper)] });
      const changes = (async () => {
        for (let n = 0; n < 10; n++) await stage.putState(target, stateOf(states[n % 2]!));
      })();
      const { contacts } = (await hall.join(paper)) as { contacts: [string, string][] };
      await changes;
      const told = () => [contacts[0]?.[1], ...paper.deltas.map((one) => (one as string[])[1])];
      await paper.until(() => told().at(-1) === 'not-connectable');
      const all = told();
      for (let at = 1; at < all.length; at++) expect(all[at]).not.toBe(all[at - 1]);
      expect(paper.deltas.map((delta) => (delta as number[])[2])).toEqual(
        paper.deltas.map((_, at) => at + 1),
      );
      hall.viewers.leave(paper);
    }
    expect(hall.counted.resyncs).toBe(0);
  });

  it('a switched list comes as one snapshot; nothing of the old one follows', async () => {
    await stage.putState(bob, stateOf('connectable'));
    await stage.putState(carol, stateOf('connectable'));
    const { paper } = await hall.shown([bob]);
    stage.announceSelf(alice, { contactsRevision: 8, contacts: [carol], src: 2 });
    await paper.until(() => paper.notes.length === 1);
    await stage.putState(bob, stateOf('not-connectable'));
    await stage.putState(carol, stateOf('not-connectable'));
    await paper.until(() => paper.notes.length === 2);
    expect(paper.notes.map(({ method }) => method)).toEqual(['snapshot', 'connectability']);
    expect(paper.notes[0]?.params).toMatchObject({
      revision: 8,
      contacts: [[carol, 'connectable']],
    });
    expect(paper.deltas).toEqual([[carol, 'not-connectable', 1]]);
  });

  it('is told of itself when that has changed, and only then', async () => {
    const { paper } = await hall.shown([]);
    stage.announceSelf(alice, { src: 2 });
    const active = { profile: 'work', version: 3, mode: 'office' };
    stage.announceSelf(alice, { src: 3, active, state: 'connectable' });
    stage.announceSelf(alice, { src: 4, pending: [carol] });
    await paper.until(() => paper.notes.length === 2);
    expect(paper.notes).toEqual([
      {
        method: 'self',
        params: { ...active, state: 'connectable', terminals: [expect.anything()] },
      },
      { method: 'authorisation.asked', params: { user: carol } },
    ]);
  });

  it.each<[string, Partial<SelfTerminal> | undefined, number, ClosingCode]>([
    ['a newer connection of the terminal', { connection: 'newer' }, 2, 'superseded'],
    ['a terminal that is not connected any more', { connection: undefined as never }, 2, 'kicked'],
    ['a terminal that is none of the user’s', undefined, 2, 'kicked'],
  ])('%s ends the connection', async (_what, changes, src, code) => {
    const { paper } = await hall.shown([]);
    const terminals = changes === undefined ? [] : [{ ...terminalOf(paper), ...changes }];
    stage.announceSelf(alice, { src, terminals });
    await paper.until(() => !paper.isOpen);
    expect(paper.closing).toEqual({ code });
  });

  it('a user who is gone is told nothing more; facts from before a connect end nothing', async () => {
    const { paper } = await hall.shown([bob]);
    stage.announceSelf(alice, { src: 0, terminals: [] });
    stage.announceSelf(alice, { src: 2, status: 'gone' });
    await paper.until(() => !paper.isOpen);
    expect(paper.closing).toEqual({ code: 'revoked' });
    await stage.putState(bob, stateOf('connectable'));
    expect(hall.viewers.watched).toBe(0);
  });

  it('a login that SELF knew as revoked before its terminal came is shown nothing', async () => {
    const { paper: first } = await hall.shown([bob]);
    const second = new Paper(alice, 'phone-2', 'later', 3);
    Object.assign(second, { family: 'g', familyAt: 3 });
    const terminals = [first, second].map(terminalOf);
    stage.announceSelf(alice, { src: 4, terminals, families: ['f'] });
    await first.until(() => first.notes.length === 1);
    await expect(hall.join(second)).rejects.toThrow('it has left');
    expect(second.closing).toEqual({ code: 'revoked' });
    expect([first.isOpen, hall.viewers.watched]).toEqual([true, 1]);
  });

  it('follows hundreds of users, and lets go of them with the last who is shown them', async () => {
    const many = Array.from({ length: 400 }, (_, at) => `many${alice}-${at}`);
    await Promise.all(many.map((user) => stage.putState(user, stateOf('connectable'))));
    const { paper, snapshot } = await hall.shown(many);
    expect((snapshot['contacts'] as [string, string][]).map(([, state]) => state)).toEqual(
      many.map(() => 'connectable'),
    );
    await Promise.all(many.map((user) => stage.putState(user, stateOf('not-connectable'))));
    await paper.until(() => paper.deltas.length === many.length);
    hall.viewers.leave(paper);
    expect(hall.viewers.watched).toBe(0);
  });
});
