import type { Audience } from '../profile/document.js';
import type { UserId } from '../words.js';
import type { Reach } from './reach.js';
import type { Connectability, StateDocument } from './state.js';

/**
 * What a registered viewer is told, from the target's STATE alone; undefined: there is none. Agrees
 * with `connectability` over the facts the document was made from. Called for every watcher of every
 * change, so it allocates nothing and searches sorted ids by halves.
 */
export function view(
  viewer: UserId,
  target: UserId,
  state: StateDocument | undefined,
): Connectability {
  if (state === undefined || state.status === 'gone') return 'unknown';
  if (viewer === target) return state.own ?? 'unknown';
  if (state.authorisation === undefined || holds(state.blocked, viewer)) return 'unknown';
  if (state.authorisation === 'required' && !holds(state.grants, viewer)) {
    return isReached(state.reach, viewer) ? 'subject-to-authorisation' : 'unknown';
  }
  return walked(viewer, state);
}

function walked(viewer: UserId, state: StateDocument): Connectability {
  const steps = state.walk;
  if (steps === undefined) return 'unknown';
  for (const step of steps) {
    if (includes(step.audience, viewer)) return step.tells;
    if (!('only' in step.audience) || step.audience.others !== 'next') return 'unknown';
  }
  return 'unknown';
}

function includes(audience: Audience, viewer: UserId): boolean {
  if ('everyone' in audience) return true;
  return 'only' in audience ? holds(audience.only, viewer) : !holds(audience.except, viewer);
}

function isReached(reach: Reach | undefined, viewer: UserId): boolean {
  if (reach === undefined) return false;
  return 'only' in reach ? holds(reach.only, viewer) : !holds(reach.except, viewer);
}

function holds(sorted: readonly UserId[] | undefined, user: UserId): boolean {
  if (sorted === undefined) return false;
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sorted[middle];
    if (found === user) return true;
    if (found !== undefined && found < user) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
