import { modeOf, profileOf } from '../harness/people.js';
import { Actor } from './actor.js';
import type { GivenClock } from './given.js';
import type { Plan } from './plan.js';
import { Side } from './side.js';
import type { World } from './world.js';

/** A pair that was played. */
export interface Played {
  readonly plan: Plan;
  /** Every frame of the viewer's terminal, a world each. */
  readonly told: readonly [readonly string[], readonly string[]];
  /** STATE of the target at the end, a world each. */
  readonly states: readonly (string | undefined)[];
  readonly hadLater: boolean;
  /** What went wrong; undefined: it was played to its end. */
  readonly failure: string | undefined;
}

/** The two that are compared. */
export type Worlds = readonly [World, World];

/** A side, and what went wrong there: then it goes no further. */
interface Run {
  readonly side: Side;
  failure?: string;
}

/** Pairs that are played at once, step by step in both worlds. */
export class Batch {
  private readonly pairs: readonly (readonly [Run, Run])[];
  private readonly friends: readonly Actor[];
  private readonly runs: readonly Run[];

  constructor(
    private readonly worlds: Worlds,
    plans: readonly Plan[],
    private readonly clock: GivenClock,
  ) {
    const friend = `friend-${plans[0]?.index}`;
    this.friends = worlds.map((world) => new Actor(world, friend));
    const run = (plan: Plan, place: 0 | 1): Run => ({
      side: new Side(worlds[place], plan, place, friend),
    });
    this.pairs = plans.map((plan) => [run(plan, 0), run(plan, 1)] as const);
    this.runs = this.pairs.flat();
  }

  async play(): Promise<readonly Played[]> {
    await this.clock.nextMinute();
    await Promise.all(this.friends.map((friend) => befriend(friend)));
    await this.all((side) => side.prepare());
    await this.all((side) => side.hideBefore());
    await this.clock.show('midst');
    await this.all((side) => side.endedBefore());
    await this.settled();
    await this.all((side) => side.come());
    await this.clock.show('after');
    await this.all((side) => side.hideLive());
    await this.settled();
    await this.all((side) => side.goOnBehind());
    await this.settled();
    await this.friendsTurn('away');
    await this.all((side) => side.lookOn('not-connectable'));
    await this.friendsTurn('office');
    await this.all((side) => side.leave('connectable'));
    const played = await Promise.all(this.pairs.map((pair) => playedOf(pair)));
    for (const { side } of this.runs) side.viewer.cut();
    return played;
  }

  private async friendsTurn(mode: string): Promise<void> {
    await Promise.all(this.friends.map((friend) => friend.activate(mode)));
  }

  private async all(step: (side: Side) => Promise<void>): Promise<void> {
    const going = this.runs.filter(({ failure }) => failure === undefined);
    const one = async (run: Run): Promise<void> => {
      await step(run.side).catch((error: unknown) => {
        run.failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      });
    };
    await Promise.all(going.map(one));
  }

  private async settled(): Promise<void> {
    const actorsOf = (world: World): Actor[] =>
      this.runs.filter(({ side }) => side.world === world).map(({ side }) => side.target);
    await Promise.all(this.worlds.map((world) => world.settled(actorsOf(world))));
  }
}

async function befriend(friend: Actor): Promise<void> {
  await friend.register();
  const away = modeOf('away', 2, { availability: { state: 'not-available' } });
  await friend.useProfile(profileOf({ modes: [modeOf('office', 1), away] }));
  await friend.connect();
}

async function playedOf([first, second]: readonly [Run, Run]): Promise<Played> {
  const sides = [first.side, second.side];
  const states = await Promise.all(sides.map(({ world, target }) => world.stateOf(target.user)));
  return {
    plan: first.side.plan,
    told: [first.side.viewer.told, second.side.viewer.told],
    states,
    hadLater: sides.every(({ hadLater }) => hadLater),
    failure: first.failure ?? second.failure,
  };
}
