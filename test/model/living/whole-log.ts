import { expect } from '@jest/globals';
import { allStates, wholeLog } from '../../harness/log.js';
import { BoxOpener } from '../../harness/opened.js';
import { brokenLines, stateFaults } from '../../faults/invariants.js';
import { ReferenceWorld } from '../reference.js';
import type { Stage } from './stage.js';
import { GHOST, USERS } from './step.js';

/**
 * Once nothing happens any more: the log's lines are unbroken, STATE is what the log folds to, and
 * the log tells everybody what the answers alone had told the model.
 */
export async function logHolds({ system, model }: Stage): Promise<void> {
  const facts = await wholeLog(system);
  const opener = await BoxOpener.of(system);
  const world = new ReferenceWorld();
  for (const fact of facts) world.fold(opener.open(fact));
  expect(brokenLines(facts)).toEqual([]);
  expect(stateFaults(world, await allStates(system))).toEqual([]);
  const everybody = [...USERS, GHOST];
  const unlike = everybody.flatMap((viewer) =>
    everybody.flatMap((target) => {
      const [is, should] = [world.tells(viewer, target), model.people.world.tells(viewer, target)];
      return is === should ? [] : [{ viewer, target, is, should }];
    }),
  );
  expect(unlike).toEqual([]);
}
