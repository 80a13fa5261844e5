import { type Refusal, limits, refusal, uuidV7Ms } from '@liaison/contracts';
import type { Link, Links } from './links.js';
import type { Target } from './target.js';

/** So many facts are read to look for a command; further back: unknown. */
export const STEPS_MAX = 64;
/**
 * Until then the engine itself recognises a repeated message (its window is twice as long), so a
 * fresh command need not be searched for among facts from before it was made.
 */
const FRESH_MS = 60_000;

/** Our own triggers (`boundary:…`, `lost:…`): repeating one is a no-op by the state. */
const TRIGGER = /^(boundary|expire|lost|kick|erase|match|park):\S+$/;

/** Why a command is not even looked at; undefined: it is. */
export function refuseCommand(command: string, nowMs: number): Refusal | undefined {
  const made = uuidV7Ms(command);
  if (made === undefined) {
    return TRIGGER.test(command) ? undefined : refusal('malformed', { field: '/command' });
  }
  if (made < nowMs - limits.commandAgeMs) return refusal('command-too-old');
  if (made > nowMs + limits.commandAheadMs) return refusal('clock-ahead');
  return undefined;
}

/** What is looked for, and how far it has been looked for already. */
export interface Search {
  readonly command: string;
  readonly nowMs: number;
  /** Facts up to this sequence have been looked through before. */
  readonly searched: number;
}

/**
 * Was this command here before? Walks back from the last fact, only while facts are not older than
 * the command, and reads no more than 64 (then `unknown`; those remembered cost nothing). A fact was
 * decided by another clock than the command's, which may be ahead: so an old command is looked for
 * five seconds further back.
 */
export async function wasHere(
  links: Pick<Links, 'before'>,
  target: Target,
  search: Search,
  last: Link | undefined,
): Promise<Link | 'unknown' | undefined> {
  const made = uuidV7Ms(search.command);
  if (made === undefined) return last?.command === search.command ? last : undefined;
  const since = lookedForSince(made, search.nowMs);
  let link = last;
  for (let read = 0; read <= STEPS_MAX;) {
    if (link === undefined || link.command === search.command) return link;
    if (Date.parse(link.time) < since || isSearched(link, search)) return undefined;
    const before = await links.before(target, link);
    link = before.link;
    if (before.read) read++;
  }
  return 'unknown';
}

function lookedForSince(made: number, nowMs: number): number {
  return nowMs - made > FRESH_MS ? made - limits.commandAheadMs : made;
}

/** The fact before is the last one that was looked at before, or there is none. */
function isSearched(link: Link, search: Search): boolean {
  if (search.searched === 0) return link.previous === undefined;
  return (link.previousSequence ?? 0) <= search.searched;
}
