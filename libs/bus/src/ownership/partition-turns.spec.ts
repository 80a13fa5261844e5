import { expect, it } from '@jest/globals';
import { PartitionTurns } from './partition-turns.js';

const PARTITION = 3;

/** So many microtasks go by. */
async function breaths(count: number): Promise<void> {
  for (let breath = 0; breath < count; breath++) await Promise.resolve();
}

it.each([0, 1, 2, 3, 4])(
  'a partition that is lost %i microtasks after it was gained is told as lost',
  async (count) => {
    const told: string[] = [];
    const turns = new PartitionTurns(
      PARTITION,
      {
        gained: (partition) => void told.push(`gained ${partition}`),
        lost: (partition, loss) => void told.push(`lost ${partition}: ${loss}`),
      },
      (error) => void told.push(String(error)),
    );
    turns.want('a', 'moved');
    await breaths(count);
    turns.want(undefined, 'expired');
    await turns.settled();
    expect(told).toEqual([`gained ${PARTITION}`, `lost ${PARTITION}: expired`]);
  },
);
