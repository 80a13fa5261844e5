import {
  type Arbitrary,
  array,
  constant,
  constantFrom,
  integer,
  noBias,
  oneof,
  record,
} from 'fast-check';

/** Who may be met: as many users and services as the statement says. */
export const USERS = Array.from({ length: 20 }, (_, n) => `u${n}`);
export const SERVICES = ['s0', 's1', 's2', 's3'];
/** An id nobody has: it is never looked up to decide. */
export const GHOST = 'nobody-there';

const DICE = 8;
const SIDES = 10_000;

/** One command before it is known what it meets: which kind, by whom, and the chance it uses. */
export interface Step {
  readonly kind: string;
  readonly user: string;
  readonly dice: readonly number[];
}

/** A kind of command and how often it is drawn. */
export interface Weighted {
  readonly name: string;
  readonly weight: number;
}

/** So many steps; each chooses by itself, so that the seed alone tells them. */
export function steps(kinds: readonly Weighted[], count: number): Arbitrary<Step[]> {
  const kind = oneof(...kinds.map(({ name, weight }) => ({ arbitrary: constant(name), weight })));
  const die = integer({ min: 0, max: SIDES - 1 });
  const dice = array(die, { minLength: DICE, maxLength: DICE });
  const step = record({ kind, user: constantFrom(...USERS), dice });
  return noBias(array(step, { minLength: count, maxLength: count }));
}

/** What everybody does first, one after the other, so that there is something to see. */
const BEGINNING = ['profile.upload', 'profile.activate', 'service.activate', 'event.subscribe'];

/** The same steps, the first of them for a beginning. */
export function beginning(all: readonly Step[]): Step[] {
  return all.map((step, n) => {
    const kind = BEGINNING[Math.floor(n / USERS.length)];
    return kind === undefined ? step : { ...step, kind, user: USERS[n % USERS.length] ?? '' };
  });
}

/** The nth die as one of so many. */
export const rolled = ({ dice }: Pick<Step, 'dice'>, n: number, sides: number): number =>
  (dice[n] ?? 0) % sides;

/** One of these, by the nth die. Throws where there is none. */
export function chosen<T>(step: Pick<Step, 'dice'>, n: number, items: readonly T[]): T {
  const item = items[rolled(step, n, items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** True in so many of a hundred. */
export const happens = (step: Pick<Step, 'dice'>, n: number, percent: number): boolean =>
  (step.dice[n] ?? 0) % 100 < percent;

/** Another user than who acts. */
export function other(step: Step, n: number): string {
  const others = USERS.filter((user) => user !== step.user);
  return chosen(step, n, others);
}
