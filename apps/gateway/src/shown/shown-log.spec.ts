import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ShownRecord } from '@liaison/contracts';
import { Hall } from '../fixtures/hall.js';
import type { Paper } from '../fixtures/paper.js';
import { Stage, hiddenFrom, stateOf } from '../fixtures/stage.js';
import { ShownLog } from './shown-log.js';

describe('what viewers are shown', () => {
  let stage: Stage;
  let hall: Hall;
  let log: ShownLog;
  let paper: Paper;
  let lost = 0;
  let second = 0;

  beforeAll(async () => {
    stage = await Stage.open();
    hall = await Hall.open(stage, (bus) => {
      const clock = { now: () => `2026-01-05T08:00:0${second++}.000Z` };
      return (log = new ShownLog({ bus, clock, lost: { add: (_, by = 1) => (lost += by) } }));
    });
  });
  afterAll(async () => {
    await hall.close();
    await stage.close();
  });

  /** What is stored about a user. */
  async function records(user: string): Promise<readonly ShownRecord[]> {
    const { js, jsm, subjects } = stage.owner;
    await log.flush();
    const filter = subjects.shown(user);
    const { state } = await jsm.streams.info('SHOWN', { subjects_filter: filter });
    const consumer = await js.consumers.get('SHOWN', { filter_subjects: filter });
    const found: ShownRecord[] = [];
    const count = state.subjects?.[filter] ?? 0;
    if (count === 0) return found;
    for await (const message of await consumer.fetch({ max_messages: count })) {
      found.push(message.json<ShownRecord>());
    }
    return found;
  }
  const statesOf = async (user: string) =>
    (await records(user)).map(({ told }) => told.map(([viewer, state]) => `${viewer} ${state}`));

  it('is recorded with the first snapshot, and with each change that one of them is told', async () => {
    const { alice, bob, carol } = hall;
    await stage.putState(bob, stateOf('connectable'));
    ({ paper } = await hall.shown([bob, carol]));
    await hall.shown([bob, carol], 'phone-2');
    expect(await statesOf(bob)).toEqual([[`${alice} connectable`]]);
    expect(await statesOf(carol)).toEqual([[`${alice} unknown`]]);
    await stage.putState(bob, stateOf('not-connectable'));
    await stage.putState(bob, { ...stateOf('not-connectable'), own: 'connectable' });
    await stage.putState(bob, hiddenFrom(alice));
    await paper.until(() => paper.deltas.length === 2);
    expect(await statesOf(bob)).toEqual([
      [`${alice} connectable`],
      [`${alice} not-connectable`],
      [`${alice} unknown`],
    ]);
    const times = (await records(bob)).map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
  });

  it('is recorded anew where the list changes', async () => {
    const { alice, bob } = hall;
    stage.announceSelf(alice, { contactsRevision: 8, contacts: ['dave', bob], src: 2 });
    await paper.until(() => paper.notes.some(({ method }) => method === 'snapshot'));
    expect(await statesOf('dave')).toEqual([[`${alice} unknown`]]);
  });

  it('that cannot be stored is lost and counted, and nobody waits for it', async () => {
    await hall.bus.close();
    log.note(hall.bob, [[hall.alice, 'unknown']]);
    await log.flush();
    expect(lost).toBe(1);
  });
});
