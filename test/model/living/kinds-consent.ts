import {
  type Doing,
  type Kind,
  type Outcome,
  type Params,
  type Wanted,
  asks,
  byTerminal,
  commands,
  ofUser,
  outcomeOf,
} from './kind.js';
import { GHOST, type Step, chosen, happens, other } from './step.js';
import { type Asked, instantOf } from './until.js';

/** Whom one may ask in 24 hours. */
const ASKED_MAX = 20;
/** Few, so that consents meet. */
const NEAR = 5;

/** Consent of an owner for a viewer: both sides, and what owners may see of it. */
export const consentKinds: readonly Kind[] = [
  byTerminal({ name: 'authorisation.ask', weight: 7, touches: ofTarget, act: ask }),
  byTerminal({ name: 'authorisation.retract', weight: 3, touches: ofTarget, act: retract }),
  byTerminal({ name: 'authorisation.grant', weight: 7, act: grant }),
  byTerminal({ name: 'authorisation.deny', weight: 4, act: deny }),
  byTerminal({ name: 'authorisation.withdraw', weight: 4, act: withdraw }),
  byTerminal({ name: 'contact.block', weight: 4, act: block }),
  byTerminal({ name: 'contact.unblock', weight: 4, act: unblock }),
  byTerminal({ name: 'authorisation.list', weight: 3, act: list }),
];

/** Mostly somebody; sometimes oneself, or an id that nobody has. */
function whom(step: Step): string {
  if (happens(step, 1, 3)) return step.user;
  if (happens(step, 2, 3)) return GHOST;
  return other(step, 0);
}

function ofTarget(step: Step): { readonly writes: readonly string[] } {
  return { writes: [ofUser(whom(step))] };
}

/** Somebody who may have asked or been granted something, where there is such a one. */
function viewerOf({ stage, step }: Doing, among: (keyof Consents)[]): string {
  if (happens(step, 3, 15)) return whom(step);
  const who = stage.model.people.of(step.user);
  const known = among.flatMap((name) => [...who[name].keys()]);
  return known.length === 0 ? whom(step) : chosen(step, 0, known.slice(0, NEAR));
}

type Consents = Pick<
  ReturnType<Doing['stage']['model']['people']['of']>,
  'asked' | 'granted' | 'denied' | 'blocked'
>;

async function tells(
  doing: Doing,
  verb: string,
  about: { readonly params: Params; readonly wanted: Wanted },
): Promise<Outcome> {
  const request = { method: verb, params: about.params };
  return outcomeOf(await commands(doing, request, about.wanted));
}

const yourself: Wanted = { refused: 'yourself' };
const nothing: Wanted = { says: {} };

async function ask(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = whom(step);
  const asked = people.asked.get(step.user) ?? new Set<string>();
  const isLimited = asked.has(user) || asked.size >= ASKED_MAX;
  const wanted = isLimited ? { refused: 'too-many-requests' } : nothing;
  const isSelf = user === step.user;
  const about = { params: { user }, wanted: isSelf ? yourself : wanted };
  const outcome = await tells(doing, 'authorisation.ask', about);
  if (outcome === 'accepted') {
    asked.add(user);
    people.consent(user, step.user, 'asked');
  }
  return outcome;
}

async function retract(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const user = whom(step);
  const wanted = user === step.user ? yourself : nothing;
  const outcome = await tells(doing, 'authorisation.retract', { params: { user }, wanted });
  if (outcome === 'accepted') stage.model.people.consent(user, step.user, 'retracted');
  return outcome;
}

async function grant(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = viewerOf(doing, ['asked', 'denied']);
  const end = happens(step, 4, 70) ? undefined : instantOf(stage, step, 5);
  const expires = end?.until;
  const params = { user, ...(expires === undefined ? {} : { expires }) };
  const isSelf = user === step.user;
  if (end?.isSoon === true && !isSelf) return grantSoon(doing, params, String(expires));
  const about = { params, wanted: isSelf ? yourself : grantable(end) };
  const outcome = await tells(doing, 'authorisation.grant', about);
  if (outcome === 'accepted') people.consent(step.user, user, 'granted');
  return outcome;
}

function grantable(end: Asked | undefined): Wanted {
  const isPast = end !== undefined && end.resolved === undefined;
  return isPast ? { refused: 'until-past' } : nothing;
}

/** It may be over before it is decided: then it is refused. */
async function grantSoon(doing: Doing, params: Params, expires: string): Promise<Outcome> {
  const { stage, step, actor, seat } = doing;
  const { people } = stage.model;
  const settled = await actor.tell(seat, 'authorisation.grant', params, true);
  if ('accepted' in settled) {
    const viewer = String(params['user']);
    people.consent(step.user, viewer, 'granted');
    people.grantEndsAt(step.user, viewer, expires);
    stage.hushed.add(ofUser(step.user));
    return 'accepted';
  }
  if (settled.refused === 'until-past' && Date.now() > Date.parse(expires)) return 'refused';
  throw new Error(`a grant until soon was refused: ${settled.refused}`);
}

async function deny(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = viewerOf(doing, ['asked', 'granted']);
  const { asked, granted, denied } = people.of(step.user);
  const isOpen = asked.has(user) || granted.has(user);
  const wanted = isOpen || denied.has(user) ? nothing : { refused: 'no-request' };
  const about = { params: { user }, wanted: user === step.user ? yourself : wanted };
  const outcome = await tells(doing, 'authorisation.deny', about);
  if (outcome === 'accepted' && isOpen) people.consent(step.user, user, 'denied');
  return outcome;
}

async function withdraw(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = viewerOf(doing, ['granted']);
  const isGranted = people.of(step.user).granted.has(user);
  const wanted = isGranted ? nothing : { refused: 'no-grant' };
  const about = { params: { user }, wanted: user === step.user ? yourself : wanted };
  const outcome = await tells(doing, 'authorisation.withdraw', about);
  if (outcome === 'accepted') people.consent(step.user, user, 'withdrawn');
  return outcome;
}

async function block(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = viewerOf(doing, ['granted', 'asked']);
  const changed = !people.of(step.user).blocked.has(user);
  const wanted = user === step.user ? yourself : { says: { changed } };
  const outcome = await tells(doing, 'contact.block', { params: { user }, wanted });
  if (outcome === 'accepted' && changed) people.consent(step.user, user, 'blocked');
  return outcome;
}

async function unblock(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const { people } = stage.model;
  const user = viewerOf(doing, ['blocked']);
  const changed = people.of(step.user).blocked.has(user);
  const wanted = user === step.user ? yourself : { says: { changed } };
  const outcome = await tells(doing, 'contact.unblock', { params: { user }, wanted });
  if (outcome === 'accepted' && changed) people.consent(step.user, user, 'unblocked');
  return outcome;
}

/** The user's own decisions, and whose request awaits one: who comes first is the oldest. */
function list(doing: Doing): Promise<Outcome> {
  const { stage, step } = doing;
  const items = (): unknown => {
    const { people } = stage.model;
    const who = people.of(step.user);
    const pending = people.pending(step.user);
    const decided = [...new Set([...who.blocked, ...who.granted, ...who.denied.keys()])];
    const state = (user: string): string => {
      if (who.blocked.has(user)) return 'blocked';
      return who.granted.has(user) ? 'granted' : 'denied';
    };
    return [
      ...pending.map((user) => [user, 'pending']),
      ...decided
        .filter((user) => !pending.includes(user))
        .toSorted()
        .map((user) => [user, state(user)]),
    ];
  };
  const request = { method: 'authorisation.list', params: {} };
  return asks(doing, request, { is: () => ({ says: items() }), pick: listed });
}

interface Listed {
  readonly items: readonly { readonly user: string; readonly state: string }[];
}

const listed = (accepted: unknown): unknown =>
  (accepted as Listed).items.map(({ user, state }) => [user, state]);
