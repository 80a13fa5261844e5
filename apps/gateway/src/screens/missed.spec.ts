import { headersOf } from '@liaison/bus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Hall } from '../fixtures/hall.js';
import { Stage, stateOf } from '../fixtures/stage.js';

describe('what may have been missed is read again', () => {
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

  it('a gap in the announcements, or another owner, makes the gateway ask again', async () => {
    const { paper } = await hall.shown([]);
    const self = stage.setSelf(alice, { src: 2, state: 'connectable' });
    stage.announceSelf(alice, { n: self.n + 1, src: 3, state: 'not-connectable' });
    await stage.untilAsked(alice, 2);
    await paper.until(() => paper.notes.length === 1);
    stage.announceSelf(alice, { owner: 'second', n: 1, src: 4, state: 'connectable' });
    await stage.untilAsked(alice, 3);
    await paper.until(() => paper.notes.length === 2);
    expect(paper.notes.map(({ params }) => (params as { state: string }).state)).toEqual([
      'not-connectable',
      'connectable',
    ]);
  });

  it('an announcement that overtakes the first answer is not missed', async () => {
    stage.beforeAnswer = () => {
      stage.beforeAnswer = undefined;
      stage.announceSelf(alice, { src: 2, state: 'connectable' });
    };
    const { paper } = await hall.shown([]);
    await paper.until(() => paper.notes.length === 1);
    expect(paper.notes[0]).toMatchObject({ method: 'self', params: { state: 'connectable' } });
  });

  it('C1.15 a gap in a subject’s sequence is read again from the leader', async () => {
    await stage.putState(bob, stateOf('connectable'));
    const { paper } = await hall.shown([bob]);
    const { nc, subjects } = stage.owner;
    const headers = headersOf({ 'Nats-Sequence': '1000000', 'Nats-Last-Sequence': '999999' });
    nc.publish(subjects.live(bob), JSON.stringify(stateOf('in-transfer')), { headers });
    await paper.until(() => paper.deltas.length === 2);
    expect(paper.deltas).toEqual([
      [bob, 'in-transfer', 1],
      [bob, 'connectable', 2],
    ]);
    expect(hall.counted.resyncs).toBe(1);
  });

  it('C1.15 after a lost bus the screen is right within a second', async () => {
    await stage.putState(bob, stateOf('connectable'));
    await stage.putState(carol, stateOf('connectable'));
    const { paper } = await hall.shown([bob, carol]);
    const back = new Promise<number>((resolve) => {
      hall.bus.onChange((connected) => connected && resolve(performance.now()));
    });
    stage.line.cut();
    await stage.putState(bob, stateOf('not-connectable'));
    stage.setSelf(alice, { src: 2, state: 'connectable' });
    stage.line.heal();
    await paper.until(() => paper.notes.length === 2);
    expect(performance.now() - (await back)).toBeLessThan(1_000);
    expect(paper.notes).toContainEqual({
      method: 'connectability',
      params: { user: bob, state: 'not-connectable', n: 1 },
    });
    expect(paper.notes).toContainEqual({
      method: 'self',
      params: { state: 'connectable', terminals: [expect.anything()] },
    });
  });

  it('a slow sweep reads everything again and changes nothing that is right', async () => {
    await stage.putState(bob, stateOf('connectable'));
    const { paper } = await hall.shown([bob, carol]);
    await hall.viewers.sweep(1);
    await hall.viewers.sweep(1);
    expect(paper.notes).toEqual([]);
    expect(hall.counted.resyncs).toBe(4);
  });
});
