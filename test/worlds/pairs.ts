import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batch, type Played, type Worlds } from './batch.js';
import { GivenClock } from './given.js';
import { planOf } from './plan.js';
import type { Tells } from './ways.js';
import { World } from './world.js';

/** Pairs played at once: their viewers' limits are their own, the machine's are not. */
const BATCH = 40;
/** Of pairs that are played so many may be none that count. */
const PLAYED_MAX = 1.5;
/** What of a difference is shown. */
const SHOWN_CHARS = 1_200;

/** What came of all pairs. */
export interface Outcome {
  /** Pairs that count: what was hidden changed the target's STATE. */
  readonly counted: readonly Played[];
  /** Of those, in which the viewer could tell the worlds apart, or that could not be played. */
  readonly leaks: readonly Leak[];
}

export interface Leak {
  readonly tells: Tells;
  readonly text: string;
}

/** Plays pairs of a seed until so many count. */
export async function playPairs(count: number, seed: number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-worlds-'));
  const running: World[] = [];
  try {
    const clock = await GivenClock.at(join(folder, 'clock'));
    const started = await Promise.allSettled([0, 1].map(() => World.start({ clock, seed })));
    running.push(...started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    const failed = started.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return await playOn(running as unknown as Worlds, clock, { count, seed });
  } finally {
    await Promise.all(running.map((world) => world.stop()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function playOn(
  worlds: Worlds,
  clock: GivenClock,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<Outcome> {
  const counted: Played[] = [];
  const leaks: Leak[] = [];
  let played = 0;
  while (counted.length < count && played < count * PLAYED_MAX) {
    const from = played;
    played += Math.min(BATCH, count - counted.length);
    const plans = Array.from({ length: played - from }, (_, at) => planOf(seed, from + at));
    for (const pair of await new Batch(worlds, plans, clock).play()) {
      const leak = leakOf(pair, seed);
      if (leak !== undefined) leaks.push(leak);
      if (pair.failure === undefined && pair.states[0] !== pair.states[1]) counted.push(pair);
    }
  }
  return { counted, leaks };
}

/** The first frame that differs, or what went wrong; undefined: the worlds look the same. */
function leakOf({ plan, told, failure }: Played, seed: number): Leak | undefined {
  const [one, other] = plan.hidden;
  const { tells } = one.way;
  const name = `seed ${seed}, pair ${plan.index}: ${one.name} | ${other.name}, ${plan.moment}`;
  const at = told[0].findIndex((frame, place) => frame !== told[1][place]);
  const place = at >= 0 ? at : told[0].length;
  const isSame = at < 0 && told[0].length === told[1].length;
  if (isSame && failure === undefined) return undefined;
  const frames = told.map((frames) => (frames[place] ?? 'nothing more').slice(0, SHOWN_CHARS));
  const difference = isSame ? [] : [`frame ${place}`, ...frames];
  return { tells, text: [name, ...difference, failure ?? ''].join('\n') };
}
