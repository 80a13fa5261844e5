import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { Actor, Settled } from './actor.js';
import type { Seat } from './seat.js';
import type { Stage } from './stage.js';
import { type Step, chosen } from './step.js';

/** After a fault a lease may have to end first. */
const ANSWERED_WITHIN_MS = 40_000;
const LOOK_MS = 20;
const LOOK_MAX_MS = 1_500;

/** `instead`: it could not be sent now; another was, and is counted already. */
export type Outcome = 'accepted' | 'refused' | 'instead';

/** What a step reads and changes: of two that do not meet in this the order does not matter. */
export interface Touches {
  readonly writes: readonly string[];
  readonly reads?: readonly string[];
}

/** A kind of command: how often it is drawn, what it touches, and how it is done and judged. */
export interface Kind {
  readonly name: string;
  readonly weight: number;
  touches(step: Step): Touches;
  /** Throws `Difference` where the answer is not the model's. */
  act(stage: Stage, step: Step): Promise<Outcome>;
}

/** The server said something else than the model. */
export class Difference extends Error {}

/** Who asks, and through which terminal. */
export interface Doing {
  readonly stage: Stage;
  readonly step: Step;
  readonly actor: Actor;
  readonly seat: Seat;
}

export type Params = Readonly<Record<string, unknown>>;
/** What the model expects: a refusal by its code, or an answer. */
export type Wanted = { readonly refused: string } | { readonly says: unknown };

export const ofUser = (user: string): string => `user:${user}`;
/** What is registered of services: declarations, grants, to whom they are open. */
export const SERVICES_KEY = 'services';

/** A kind that a user's terminal sends; who has none connected connects one first. */
export function byTerminal(
  kind: Omit<Kind, 'act' | 'touches'> & {
    readonly touches?: (step: Step) => Touches;
    act(doing: Doing): Promise<Outcome>;
  },
): Kind {
  const { name, weight, touches = (): Touches => ({ writes: [] }) } = kind;
  return {
    name,
    weight,
    touches: (step) => {
      const { writes, reads = [] } = touches(step);
      return { writes: [ofUser(step.user), ...writes], reads };
    },
    act: async (stage, step) => {
      const actor = stage.actor(step.user);
      if (actor.present.length === 0) await stage.comes(actor, chosen(step, 7, all(actor)));
      return kind.act({ stage, step, actor, seat: chosen(step, 7, actor.present) });
    },
  };
}

/** Another kind was sent in place of this one. */
export function instead(stage: Stage, kind: string, outcome: Outcome): 'instead' {
  if (outcome !== 'instead') stage.count(kind, outcome);
  return 'instead';
}

const all = (actor: Actor): Seat[] => [...actor.seats.values()];

/** Sends a command once decided never again, and compares its answer; answers what it was told. */
export async function commands(
  { step, actor, seat }: Doing,
  request: { readonly method: string; readonly params: Params },
  wanted: Wanted,
): Promise<Settled> {
  const { method, params } = request;
  const settled = await actor.tell(seat, method, params, true);
  const isSo = 'refused' in wanted ? isRefused(settled, wanted.refused) : says(settled, wanted);
  if (isSo) return settled;
  throw new Difference(
    `${step.user}: ${method} ${JSON.stringify(params)} was answered ${JSON.stringify(settled)}, ` +
      `not ${JSON.stringify(wanted)}`,
  );
}

export const outcomeOf = (settled: Settled): Outcome =>
  'accepted' in settled ? 'accepted' : 'refused';

const isRefused = (settled: Settled, code: string): boolean =>
  'refused' in settled && settled.refused === code;

/** Every member that is wanted is so; `says: undefined` takes any answer. */
function says(settled: Settled, { says: wanted }: { readonly says: unknown }): boolean {
  if (!('accepted' in settled)) return false;
  return Object.entries((wanted ?? {}) as Params).every(([name, value]) =>
    isDeepStrictEqual(settled.accepted[name], value),
  );
}

/** A question, or what acts twice as well as once: asked until the answer is the model's. */
export async function asks(
  { step, actor, seat }: Doing,
  request: { readonly method: string; readonly params: Params },
  wanted: { readonly is: () => Wanted; readonly pick?: (accepted: Params) => unknown },
): Promise<Outcome> {
  const { method, params } = request;
  const { is, pick = (accepted: Params): unknown => accepted } = wanted;
  const ask = async (): Promise<Wanted> => {
    const settled = await actor.tell(seat, method, params, false);
    return 'refused' in settled ? settled : { says: pick(settled.accepted) };
  };
  return comesTo(`${step.user}: ${method} ${JSON.stringify(params)}`, ask, is);
}

/** Asks again, less and less often, until the answer is the model's. */
export async function comesTo(
  what: string,
  ask: () => Promise<Wanted>,
  is: () => Wanted,
): Promise<Outcome> {
  const end = performance.now() + ANSWERED_WITHIN_MS;
  for (let wait = LOOK_MS; ; wait = Math.min(2 * wait, LOOK_MAX_MS)) {
    const found = await ask();
    if (isDeepStrictEqual(found, is())) return 'refused' in found ? 'refused' : 'accepted';
    if (performance.now() > end) {
      throw new Difference(
        `${what} was answered ${JSON.stringify(found)}, not ${JSON.stringify(is())}`,
      );
    }
    await pause(wait);
  }
}
