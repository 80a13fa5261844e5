import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Playground, playground } from '@liaison/bus/fixtures';
import { IN_FLIGHT_MAX } from '@liaison/domain';
import type { ParkingMark } from './hand-overs/parking-loop.js';
import { Marks } from './marks.js';

/** As far as a log of long years goes. */
const FAR = 10 ** 11;
const SENT_BACK_MAX = 10;

/** So many copies sent back. */
const sentBack = (count: number): ParkingMark => ({
  upTo: FAR,
  sentBack: Array.from({ length: count }, (_, at) => [FAR + at, SENT_BACK_MAX - 1] as const),
});

describe('the marks of services', () => {
  let ground: Playground;
  const missed: unknown[] = [];
  beforeAll(async () => {
    ground = await playground(1);
  });
  afterAll(() => ground.end());

  const failures = { add: (labels?: object) => void missed.push(labels) };
  const marksOf = (service: string): Marks<ParkingMark> => {
    const { bus } = ground;
    const subject = bus.subjects.serviceCheckpoint('parking', service);
    return new Marks({ bus, subject, failures, mine: () => true });
  };

  it('are found again, each service’s, with as many copies as may be on their way', async () => {
    const full = sentBack(IN_FLIGHT_MAX);
    for (const service of ['tel', 'mail', 'fax']) {
      const marks = marksOf(service);
      marks.set(service, full);
      await marks.close();
    }
    for (const service of ['tel', 'mail', 'fax']) {
      expect(await marksOf(service).get(service)).toEqual(full);
    }
    expect(missed).toEqual([]);
  });

  it('are counted where the engine does not take them', async () => {
    const marks = marksOf('long');
    marks.set('long', sentBack(IN_FLIGHT_MAX * 2));
    await marks.close();
    expect(missed).toEqual([{ mark: 'stored' }]);
    expect(await marksOf('long').get('long')).toBeUndefined();
  });
});
