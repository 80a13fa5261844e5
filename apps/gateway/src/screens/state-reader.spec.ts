import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bus, NotSent } from '@liaison/bus';
import { Stage, stateOf } from '../fixtures/stage.js';
import { readStates } from './state-reader.js';

describe('STATE is read for many at once', () => {
  let stage: Stage;
  let bus: Bus;
  beforeAll(async () => {
    stage = await Stage.open();
    bus = await stage.connectThroughLine();
    await stage.putState('bob', stateOf('connectable'));
    await stage.putState('carol', stateOf('connectable'));
    await stage.putState('carol', stateOf('in-transfer'));
  });
  afterAll(() => stage.close());

  const told = async (users: string[], copies: number) => {
    const readings = await readStates(bus, users, copies);
    return users.map((user) => readings.get(user)?.state?.own);
  };

  it.each([
    ['from the only copy', 1],
    ['from copies, as new as the leader', 3],
  ])('%s', async (_what, copies) => {
    expect(await told(['carol', 'nobody', 'bob'], copies)).toEqual([
      'in-transfer',
      undefined,
      'connectable',
    ]);
    // Where a copy knows nobody it does not say how far it has come: the leader is asked.
    expect(await told(['nobody', 'no-one'], copies)).toEqual([undefined, undefined]);
    expect((await readStates(bus, ['carol'], copies)).get('carol')?.sequence).toBe(3);
  });

  it('is shown as nothing where nobody can read it', async () => {
    await stage.owner.js.publish(stage.owner.subjects.state('dan'), '{"status":');
    expect(await told(['dan', 'bob'], 1)).toEqual([undefined, 'connectable']);
  });

  it('says so where the engine is away', async () => {
    const away = new Promise<void>((resolve) => bus.onChange((is) => is || resolve()));
    stage.line.cut();
    await away;
    await expect(readStates(bus, ['bob'], 1)).rejects.toThrow(NotSent);
  });
});
