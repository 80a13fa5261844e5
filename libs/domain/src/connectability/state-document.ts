import { grantInForce } from '../consent/in-force.js';
import type { Audience, AvailabilityMode, ProfileDocument } from '../profile/document.js';
import type { Instant, UserId } from '../words.js';
import { isConnected, standingOf } from './case.js';
import { reachOf, type Reach } from './reach.js';
import type { StateDocument, Step, UserFacts } from './state.js';
import { activeDocument, candidates } from './walk.js';

const GONE: StateDocument = { status: 'gone' };

/** All anybody needs to know what this user's viewers are told from this instant on. */
export function stateDocument(facts: UserFacts, instant: Instant): StateDocument {
  if (standingOf(facts) !== 'registered') return GONE;
  const document = activeDocument(facts.profiles);
  const blocked = blockedBy(facts);
  const open: StateDocument = { status: 'registered', ...(blocked.length > 0 ? { blocked } : {}) };
  if (!document) return open;
  const steps = stepsOf(facts, document, instant);
  return {
    ...open,
    authorisation: document.authorisation,
    ...(document.authorisation === 'required'
      ? { grants: grantedBy(facts, instant), reach: keptReach(document) }
      : {}),
    walk: steps,
    own: steps[0]?.tells ?? 'unknown',
  };
}

function tells(mode: AvailabilityMode, connected: boolean): Step['tells'] {
  switch (mode.availability.state) {
    case 'unknown':
      return 'unknown';
    case 'transfer':
      return 'in-transfer';
    case 'not-available':
      return 'not-connectable';
    case 'available':
      return connected ? 'connectable' : 'not-connectable';
  }
}

/** The candidates in order; nobody walks past an `everyone`. */
function stepsOf(facts: UserFacts, document: ProfileDocument, instant: Instant): readonly Step[] {
  const connected = isConnected(facts);
  const steps: Step[] = [];
  for (const { mode } of candidates(facts.profiles, document, instant)) {
    const audience = sortedAudience(mode.audience);
    steps.push({ tells: tells(mode, connected), audience });
    if ('everyone' in audience) break;
  }
  return steps;
}

function blockedBy({ consents }: UserFacts): readonly UserId[] {
  const blocked: UserId[] = [];
  for (const viewer of Object.keys(consents)) {
    if (consents[viewer]?.blocked) blocked.push(viewer);
  }
  return blocked.sort();
}

function grantedBy({ consents }: UserFacts, instant: Instant): readonly UserId[] {
  const granted: UserId[] = [];
  for (const viewer of Object.keys(consents)) {
    const consent = consents[viewer];
    if (consent && grantInForce(consent, instant)) granted.push(viewer);
  }
  return granted.sort();
}

/* Documents are immutable and shared between folds: what depends on one alone is computed once. */
const audiences = new WeakMap<Audience, Audience>();
const reachesOf = new WeakMap<ProfileDocument, Reach>();

function sortedAudience(audience: Audience): Audience {
  const kept = audiences.get(audience);
  if (kept) return kept;
  const sorted = sortedIds(audience);
  audiences.set(audience, sorted);
  return sorted;
}

function sortedIds(audience: Audience): Audience {
  if ('everyone' in audience) return audience;
  return 'only' in audience
    ? { ...audience, only: audience.only.toSorted() }
    : { except: audience.except.toSorted() };
}

function keptReach(document: ProfileDocument): Reach {
  const kept = reachesOf.get(document);
  if (kept) return kept;
  const reach = reachOf(document);
  reachesOf.set(document, reach);
  return reach;
}
