import type { Audience, ProfileDocument } from '../profile/document.js';
import type { UserId } from '../words.js';
import type { StateDocument } from './state.js';

/** Whom a profile could ever tell anything: only these, or everyone except these. Ids sorted. */
export type Reach = NonNullable<StateDocument['reach']>;

const NOBODY: Reach = { only: [] };

/**
 * The union of the audiences of all modes, active or not, whose state is other than `unknown`:
 * whom each names or includes, `others` aside.
 */
export function reachOf(document: ProfileDocument): Reach {
  return document.modes
    .filter((mode) => mode.availability.state !== 'unknown')
    .map((mode) => included(mode.audience))
    .reduce(union, NOBODY);
}

export function reaches(reach: Reach, viewer: UserId): boolean {
  return 'only' in reach ? reach.only.includes(viewer) : !reach.except.includes(viewer);
}

function included(audience: Audience): Reach {
  if ('everyone' in audience) return { except: [] };
  return 'only' in audience
    ? { only: audience.only.toSorted() }
    : { except: audience.except.toSorted() };
}

function union(a: Reach, b: Reach): Reach {
  if ('only' in a && 'only' in b) return { only: [...new Set([...a.only, ...b.only])].sort() };
  const [wide, other] = 'except' in a ? [a, b] : [b as { except: readonly UserId[] }, a];
  return { except: wide.except.filter((user) => !reaches(other, user)) };
}
