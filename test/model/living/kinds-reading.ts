import { callTarget } from './call-target.js';
import { type Doing, type Kind, type Outcome, asks, byTerminal, comesTo, ofUser } from './kind.js';
import type { Stage } from './stage.js';
import { GHOST, SERVICES, type Step, USERS, chosen, happens, other } from './step.js';

/** What anybody is told of anybody, asked for. */
export const readingKinds: readonly Kind[] = [
  byTerminal({ name: 'connectability.get', weight: 4, touches: ofTarget, act: get }),
  byTerminal({ name: 'explain', weight: 3, act: explain }),
  { name: 'call target', weight: 4, touches: ofCallee, act: callsTo },
];

/** Mostly a contact, whom one may ask about as often as one likes. */
function whom(step: Step): string {
  return happens(step, 1, 8) ? GHOST : other(step, 0);
}

function ofTarget(step: Step): { readonly writes: readonly string[]; reads: readonly string[] } {
  return { writes: [], reads: [ofUser(whom(step))] };
}

function get(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const user = whom(step);
  const state = (): string => stage.model.people.world.tells(step.user, user);
  const request = { method: 'connectability.get', params: { user } };
  return asks(doing, request, { is: () => ({ says: { user, state: state() } }) });
}

/** As oneself, or as somebody else sees it. */
function explain(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const viewer = happens(step, 0, 30) ? step.user : other(step, 1);
  const params = viewer === step.user ? {} : { viewer };
  const state = (): string => stage.model.people.world.tells(viewer, step.user);
  return asks(
    doing,
    { method: 'explain', params },
    { is: () => ({ says: [viewer, state()] }), pick: (told) => [told['viewer'], told['state']] },
  );
}

function ofCallee(step: Step): { readonly writes: readonly string[]; reads: readonly string[] } {
  return { writes: [], reads: [ofUser(step.user), 'services'] };
}

/** A caller: a user, nobody at all, or a number of the telephone network. */
function callerOf(step: Step): string | undefined {
  if (happens(step, 1, 15)) return undefined;
  return happens(step, 2, 10) ? '+33140000001' : chosen(step, 0, USERS);
}

/** Where a call to the user goes: an operator may ask always, a service as its grants allow. */
function callsTo(stage: Stage, step: Step): Promise<Outcome> {
  const { user } = step;
  const caller = callerOf(step);
  const asked = { user, ...(caller === undefined ? {} : { caller }) };
  const service = chosen(step, 3, SERVICES);
  const isByService = happens(step, 4, 60) && stage.staff(service).wanted;
  const mayAsk = (): boolean => !isByService || stage.model.offices.mayHear(service, user);
  const is = () => ({
    says: mayAsk() ? callTarget(stage.model, user, caller) : { step: 1, target: { none: true } },
  });
  const ask = async () => {
    const told = isByService
      ? await stage.staff(service).ask('query', () => ({ 'call-target': asked }))
      : await operators(stage, asked);
    return { says: { step: told['step'] as number, target: told['target'] } };
  };
  return comesTo(`call target of ${JSON.stringify(asked)}`, ask, is);
}

async function operators(stage: Stage, asked: object): Promise<Readonly<Record<string, unknown>>> {
  const settled = await stage.operator('availability', 'call.target', asked);
  return 'accepted' in settled ? settled.accepted : settled;
}
