import type { Uploaded } from './document.js';
import {
  type Doing,
  type Kind,
  type Outcome,
  type Wanted,
  byTerminal,
  commands,
  ofUser,
  outcomeOf,
} from './kind.js';
import { UNKNOWN, named, peopleOf } from './named.js';
import { chosen, happens } from './step.js';
import { type Asked, untilOf } from './until.js';

const MODES = ['office', 'away', 'desk', 'quiet'];

/** Commands on which profile is active, and which mode by hand. */
export const modeKinds: readonly Kind[] = [
  byTerminal({ name: 'profile.activate', weight: 9, act: activate }),
  byTerminal({ name: 'profile.deactivate', weight: 2, act: deactivate }),
  byTerminal({ name: 'mode.activate', weight: 12, act: activateMode }),
  byTerminal({ name: 'mode.clear', weight: 3, act: clearMode }),
];

async function activate(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { user } = step;
  const people = peopleOf(doing);
  const profile = named(doing, 1);
  const document = people.document(user, profile);
  const mode = happens(step, 2, 60) ? undefined : modeOf(doing, document);
  const asked = mode === undefined ? {} : untilOf(stage, step, document);
  const until = asked.until === undefined ? {} : { until: asked.until };
  const params = { profile, ...(mode === undefined ? {} : { mode, ...until }) };
  const request = { method: 'profile.activate', params };
  const why = document === undefined ? 'unknown-profile' : modeRefusal(document, mode, asked);
  if (why !== undefined) return outcomeOf(await commands(doing, request, { refused: why }));
  const { active, manual } = people.of(user);
  const isSame = mode === undefined || (manual?.mode === mode && manual.until === asked.resolved);
  const changed = active !== profile || !isSame;
  const took = await taken(doing, request, changed, asked);
  if (took === 'accepted' && changed) {
    const byHand = mode === undefined ? {} : { mode, until: asked.resolved };
    people.profile(user, 'activated', { profile, ...byHand });
    ends(doing, asked);
  }
  return took;
}

async function activateMode(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { user } = step;
  const people = peopleOf(doing);
  const document = people.document(user);
  const mode = modeOf(doing, document);
  const asked = untilOf(stage, step, document);
  const until = asked.until === undefined ? {} : { until: asked.until };
  const request = { method: 'mode.activate', params: { mode, ...until } };
  const why = document === undefined ? 'no-active-profile' : modeRefusal(document, mode, asked);
  if (why !== undefined) return outcomeOf(await commands(doing, request, { refused: why }));
  const { manual } = people.of(user);
  const changed = manual?.mode !== mode || manual.until !== asked.resolved;
  const took = await taken(doing, request, changed, asked);
  if (took === 'accepted' && changed) {
    people.profile(user, 'mode-activated', { mode, until: asked.resolved });
    ends(doing, asked);
  }
  return took;
}

/** What is to hold until soon may be over before it is decided: then it is refused. */
async function taken(
  doing: Doing,
  request: Parameters<typeof commands>[1],
  changed: boolean,
  asked: Asked,
): Promise<Outcome> {
  const wanted: Wanted = { says: { changed } };
  if (asked.isSoon !== true) return outcomeOf(await commands(doing, request, wanted));
  const settled = await doing.actor.tell(doing.seat, request.method, request.params, true);
  if ('accepted' in settled) return 'accepted';
  if (settled.refused === 'until-past' && Date.now() > Date.parse(asked.until ?? '')) {
    return 'refused';
  }
  throw new Error(`${request.method} until soon was refused: ${settled.refused}`);
}

function ends({ stage, step }: Doing, { isSoon, resolved }: Asked): void {
  if (isSoon !== true || resolved === undefined) return;
  stage.model.people.manualEnds(step.user, resolved);
  stage.hushed.add(ofUser(step.user));
}

/** One of the document's modes, sometimes one that may not be there. */
function modeOf({ step }: Doing, document: Uploaded | undefined): string {
  if (document === undefined || happens(step, 4, 6)) return chosen(step, 3, MODES);
  return chosen(step, 3, document.modes).mode;
}

function modeRefusal(
  document: Uploaded,
  mode: string | undefined,
  asked: Asked,
): string | undefined {
  if (mode === undefined) return undefined;
  if (!document.modes.some((one) => one.mode === mode)) return 'unknown-mode';
  return asked.resolved === undefined ? 'until-past' : undefined;
}

async function deactivate(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const active = people.of(user).active ?? UNKNOWN;
  const profile = happens(doing.step, 1, 60) ? active : named(doing, 2);
  const request = { method: 'profile.deactivate', params: { profile } };
  if (people.document(user, profile) === undefined) {
    return outcomeOf(await commands(doing, request, { refused: 'unknown-profile' }));
  }
  const changed = people.of(user).active === profile;
  await commands(doing, request, { says: { changed } });
  if (changed) people.profile(user, 'deactivated');
  return 'accepted';
}

async function clearMode(doing: Doing): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const request = { method: 'mode.clear', params: {} };
  const { active, manual } = people.of(user);
  const wanted: Wanted =
    active === undefined
      ? { refused: 'no-active-profile' }
      : { says: { changed: manual !== undefined } };
  const settled = await commands(doing, request, wanted);
  if (manual !== undefined) people.profile(user, 'mode-cleared');
  return outcomeOf(settled);
}
