import { isDeepStrictEqual } from 'node:util';
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
  const profile = named(doing, 1);
  const document = peopleOf(doing).document(step.user, profile);
  if (!happens(step, 2, 60)) {
    const mode = modeOf(doing, document);
    return byHand(doing, 'activated', { profile, mode, asked: untilOf(stage, step, document) });
  }
  const request = { method: 'profile.activate', params: { profile } };
  if (document === undefined) {
    return outcomeOf(await commands(doing, request, { refused: 'unknown-profile' }));
  }
  const changed = peopleOf(doing).of(step.user).active !== profile;
  await commands(doing, request, { says: { changed } });
  if (changed) peopleOf(doing).profile(step.user, 'activated', { profile });
  return 'accepted';
}

function activateMode(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const document = peopleOf(doing).document(step.user);
  const mode = modeOf(doing, document);
  return byHand(doing, 'mode-activated', { mode, asked: untilOf(stage, step, document) });
}

const METHODS = { activated: 'profile.activate', 'mode-activated': 'mode.activate' } as const;
const NOWHERE = { activated: 'unknown-profile', 'mode-activated': 'no-active-profile' } as const;

interface ByHand {
  /** Absent: the active one. */
  readonly profile?: string;
  readonly mode: string;
  readonly asked: Asked;
}

/** A mode is activated by hand, in a profile that becomes the active one, or in the one that is. */
async function byHand(
  doing: Doing,
  verb: 'activated' | 'mode-activated',
  { profile, mode, asked }: ByHand,
): Promise<Outcome> {
  const { user } = doing.step;
  const people = peopleOf(doing);
  const { active, manual } = people.of(user);
  const document = people.document(user, profile ?? active);
  const until = asked.until === undefined ? {} : { until: asked.until };
  const inProfile = profile === undefined ? {} : { profile };
  const request = { method: METHODS[verb], params: { ...inProfile, mode, ...until } };
  const refused = document === undefined ? NOWHERE[verb] : modeRefusal(document, mode, asked);
  if (refused !== undefined) return outcomeOf(await commands(doing, request, { refused }));
  const isSame = isDeepStrictEqual(manual, { mode, until: asked.resolved });
  const changed = !isSame || active !== (profile ?? active);
  const took = await taken(doing, request, changed, asked);
  if (took === 'accepted' && changed) {
    people.profile(user, verb, { ...inProfile, mode, until: asked.resolved });
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

function modeRefusal(document: Uploaded, mode: string, asked: Asked): string | undefined {
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
