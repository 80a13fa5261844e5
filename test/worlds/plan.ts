import { Random } from '../model/random.js';
import { looksOf } from './looks.js';
import { type Behind, type Moment, WAYS, type Way } from './ways.js';

/** How a target shows itself to who may see it. */
export interface Shown {
  readonly state: 'available' | 'not-available' | 'transfer' | 'unknown';
  readonly audience: 'everyone' | 'only' | 'except';
  readonly authorisation: 'open' | 'required';
  readonly isConnected: boolean;
}

/** What is hidden in one of the worlds, and what goes on there afterwards. */
export interface Hidden {
  readonly name: string;
  readonly way: Way;
  readonly behind: readonly Behind[];
  /** A period begins behind the lock, while the viewer watches. */
  readonly hasPeriod: boolean;
}

/** A pair: all that is the same in both worlds, and what is hidden in each. */
export interface Plan {
  readonly index: number;
  readonly moment: Moment;
  readonly shown: Shown;
  readonly hidden: readonly [Hidden, Hidden];
  readonly isContact: boolean;
  /** The viewer has asked for authorisation, the target has asked the viewer. */
  readonly hasAsked: boolean;
  readonly targetAsks: boolean;
  /** The viewer logs in; otherwise it shows a refresh token. */
  readonly hasPassword: boolean;
  /** A friend changes afterwards, which the viewer is told. */
  readonly hasLater: boolean;
  /** Places of the target, the friend and nobody in the viewer's list: the first item's place first. */
  readonly order: readonly number[];
  /** What the viewer does before and after the worlds differ before its eyes, and once it is back. */
  readonly looks: readonly (readonly string[])[];
}

const STATES = ['available', 'available', 'not-available', 'transfer'] as const;
const AUDIENCES = ['everyone', 'only', 'except'] as const;
const LISTED_PERCENT = 85;
const LATER_PERCENT = 75;
const PASSWORD_PERCENT = 10;
const PERIOD_PERCENT = 60;

/** The nth pair of a seed. */
export function planOf(seed: number, index: number): Plan {
  const random = new Random(seed + index * 7_919);
  const first = named(random.pick(Object.keys(WAYS)));
  const moment = random.pick(first.way.moments);
  const names = Object.keys(WAYS).filter((name) => WAYS[name]?.moments.includes(moment));
  const isLocked = first.way.tells === 'subject-to-authorisation';
  const hasAsked = first.way.asked ?? random.chance(50);
  const others = names.map(named).filter((other) => mayDiffer(first, other, hasAsked));
  const second = random.pick(others);
  const isWhole = first.way.before === undefined && second.way.before === undefined;
  const targetAsks = isWhole && random.chance(30);
  // Of who asks and is unblocked again a terminal is told, before or after the answer.
  const looks = [0, 1, 2].map(() =>
    looksOf(random).filter((name) => !targetAsks || name !== 'unblock'),
  );
  const shown: Shown = {
    state: random.pick(STATES),
    audience: random.pick(AUDIENCES),
    authorisation: isLocked || random.chance(25) ? 'required' : 'open',
    isConnected: random.chance(75),
  };
  const withBehind = (hidden: Named, percent: number): Omit<Hidden, 'hasPeriod'> => {
    const isDone = random.chance(percent);
    return { ...hidden, behind: isDone ? [...hidden.way.behind] : [] };
  };
  const plan = {
    index,
    moment,
    shown,
    // Of what is locked STATE says the same, until something is done behind the lock.
    hidden: [
      withBehind(first, isLocked ? 100 : 50),
      withBehind(second, isLocked ? 0 : 50),
    ] as const,
    isContact: moment === 'live' || random.chance(LISTED_PERCENT),
    hasAsked,
    targetAsks,
    hasPassword: random.chance(PASSWORD_PERCENT),
    hasLater: random.chance(LATER_PERCENT),
    order: [0, 1, 2].toSorted(() => random.below(3) - 1),
    looks,
  };
  const hasPeriod = mayHavePeriod(first.way, moment) && random.chance(PERIOD_PERCENT);
  const [one, two] = plan.hidden;
  return {
    ...plan,
    hidden: [
      { ...one, hasPeriod },
      { ...two, hasPeriod: false },
    ],
  };
}

/** Behind the lock while the viewer watches: who is let in until then sees it begin. */
function mayHavePeriod({ tells }: Way, moment: Moment): boolean {
  return tells === 'subject-to-authorisation' && moment === 'before';
}

type Named = Pick<Hidden, 'name' | 'way'>;

function named(name: string): Named {
  const way = WAYS[name];
  if (way === undefined) throw new Error(`there is no way ${name}`);
  return { name, way };
}

/** The viewer is told the same, and has done the same; of the gone STATE says the same always. */
function mayDiffer(first: Named, second: Named, hasAsked: boolean): boolean {
  if (first.name === second.name || first.way.tells !== second.way.tells) return false;
  const areGone = [first.name, second.name].every((name) => GONE.has(name));
  return !areGone && (second.way.asked ?? hasAsked) === hasAsked;
}

const GONE: ReadonlySet<string> = new Set(['suspended', 'erased']);
