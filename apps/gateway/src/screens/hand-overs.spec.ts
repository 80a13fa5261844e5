import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SelfDocument } from '@liaison/contracts';
import type { NotificationMode } from '@liaison/domain';
import { Hall, terminalOf } from '../fixtures/hall.js';
import { Paper } from '../fixtures/paper.js';
import { Stage } from '../fixtures/stage.js';

const item = (place: number, profile = 1) => ({
  id: `i${place}`,
  place,
  profile,
  event: { id: `e${place}` },
});
const inMode = (notification: NotificationMode): Partial<SelfDocument> => ({
  active: { profile: 'work', version: 1, mode: 'office', notification },
});

const handed = (paper: Paper) =>
  paper.notes.flatMap(({ method, params }) =>
    method === 'notification' ? [(params as { id: string }).id] : [],
  );
const untilHanded = (paper: Paper, count: number) =>
  paper.until(() => handed(paper).length >= count);

describe('event notifications', () => {
  let stage: Stage;
  let hall: Hall;
  let alice: string;

  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    hall = await Hall.open(stage);
    ({ alice } = hall);
  });
  afterEach(() => hall.close());

  it('reach every terminal at once, in order, each once a connection', async () => {
    stage.items.set(alice, [item(3), item(5), item(8)]);
    const { paper: first } = await hall.shown([]);
    await untilHanded(first, 3);
    expect(first.notes[0]).toEqual({
      method: 'notification',
      params: { id: 'i3', event: { id: 'e3' } },
    });
    const { paper: second } = await hall.shown([], 'phone-2');
    await untilHanded(second, 3);
    stage.announceItems(alice, [item(8), item(9)], { before: 8, item: item(9) });
    await untilHanded(first, 4);
    await untilHanded(second, 4);
    // Told again, by a new owner: nobody is handed anything twice.
    stage.announceItems(alice, [item(8), item(9)]);
    stage.announceItems(alice, [item(9), item(11)], { before: 9, item: item(11) });
    await untilHanded(first, 5);
    expect(handed(first)).toEqual(['i3', 'i5', 'i8', 'i9', 'i11']);
    await untilHanded(second, 5);
    expect(handed(second)).toEqual(['i3', 'i5', 'i8', 'i9', 'i11']);
  });

  it('that were missed are asked for at the next announcement', async () => {
    const { paper } = await hall.shown([]);
    stage.announceItems(alice, [item(1), item(2), item(4)], { before: 2, item: item(4) });
    await untilHanded(paper, 3);
    expect(handed(paper)).toEqual(['i1', 'i2', 'i4']);
  });

  it('are kept while the mode is another, and handed over when it becomes immediate', async () => {
    stage.setSelf(alice, inMode('deferred'));
    const { paper } = await hall.shown([]);
    stage.announceItems(alice, [item(1)], { before: 0, item: item(1) });
    stage.announceItems(alice, [item(1), item(2)], { before: 1, item: item(2), waiting: 2 });
    await paper.until(() => paper.notes.length === 1);
    expect(paper.notes[0]).toMatchObject({ method: 'self', params: { waiting: 2 } });
    stage.announceSelf(alice, { ...inMode('immediate'), src: 5 });
    await untilHanded(paper, 2);
    expect(handed(paper)).toEqual(['i1', 'i2']);
    stage.announceSelf(alice, { ...inMode('silent'), src: 6 });
    stage.announceSelf(alice, { ...inMode('immediate'), src: 7 });
    stage.announceItems(alice, [item(1), item(2), item(3)], { before: 2, item: item(3) });
    await untilHanded(paper, 3);
    expect(handed(paper)).toEqual(['i1', 'i2', 'i3']);
  });

  it('wait for the mode they were matched by, where that is not known here yet', async () => {
    const { paper } = await hall.shown([]);
    stage.setSelf(alice, { ...inMode('deferred'), src: 9 });
    stage.announceItems(alice, [item(1, 9)], { before: 0, item: item(1, 9) });
    await paper.until(() => paper.notes.length === 1);
    expect(paper.notes).toMatchObject([{ method: 'self' }]);
    stage.announceSelf(alice, { ...inMode('immediate'), src: 10 });
    await untilHanded(paper, 1);
    expect(handed(paper)).toEqual(['i1']);
  });

  it('that could not be asked for are asked for again, though nothing is announced', async () => {
    stage.items.set(alice, [item(1)]);
    stage.itemsFail = 2;
    const { paper } = await hall.shown([]);
    await untilHanded(paper, 1);
    expect(stage.itemsAsked.filter((user) => user === alice)).toHaveLength(3);
  });

  it('wait until a terminal has taken what it was told, in order; no other waits for it', async () => {
    const { paper: slow } = await hall.shown([]);
    const { paper: quick } = await hall.shown([], 'phone-2');
    slow.slowBytes = 40_000;
    const seven = [1, 2, 3, 4, 5, 6, 7].map((place) => item(place));
    stage.announceItems(alice, seven);
    await untilHanded(quick, 7);
    // One that comes now does not come before those that wait.
    stage.announceItems(alice, [...seven, item(8)], { before: 7, item: item(8) });
    await untilHanded(quick, 8);
    expect(handed(slow)).toEqual(['i1', 'i2']);
    for (let count = 4; count <= 8; count += 2) {
      slow.drain();
      await untilHanded(slow, count);
    }
    const all = [1, 2, 3, 4, 5, 6, 7, 8].map((place) => `i${place}`);
    expect([handed(slow), handed(quick)]).toEqual([all, all]);
  });

  it('never come before the snapshot', async () => {
    stage.items.set(alice, [item(1)]);
    const { paper: first } = await hall.shown([]);
    await untilHanded(first, 1);
    const second = new Paper(alice, 'phone-2', undefined, 2);
    const known = stage.selves.get(alice)?.terminals ?? [];
    stage.setSelf(alice, { src: 2, terminals: [...known, terminalOf(second)] });
    const joined = hall.join(second);
    stage.announceItems(alice, [item(1), item(2)], { before: 1, item: item(2) });
    await joined;
    await untilHanded(second, 2);
    await untilHanded(first, 2);
  });
});
