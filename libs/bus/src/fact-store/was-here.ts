import { type Refusal, refusal, uuidV7Ms } from '@liaison/contracts';
import type { FactReader } from './fact-reader.js';
import type { StoredFact } from './stored-fact.js';
import type { Target } from './target.js';

const HOUR_MS = 3_600_000;
/** An accepted command may be repeated for this long. */
export const COMMAND_AGE_MAX_MS = 24 * HOUR_MS;
/** A caller's clock may be ahead of ours by this much. */
export const CLOCK_AHEAD_MAX_MS = 5_000;
/** So many facts are looked through for a command; further back: unknown. */
export const STEPS_MAX = 64;
/**
 * Until then the engine itself recognises a repeated message (its window is twice as long), so a
 * fresh command need not be searched for among facts from before it was made.
 */
const FRESH_MS = 60_000;

/** Our own triggers (`boundary:…`, `lost:…`): repeating one is a no-op by the state. */
const TRIGGER = /^(boundary|expire|lost|kick|erase|match):\S+$/;

/** Why a command is not even looked at; undefined: it is. */
export function refuseCommand(command: string, nowMs: number): Refusal | undefined {
  const made = uuidV7Ms(command);
  if (made === undefined) {
    return TRIGGER.test(command) ? undefined : refusal('malformed', { field: '/command' });
  }
  if (made < nowMs - COMMAND_AGE_MAX_MS) return refusal('command-too-old');
  if (made > nowMs + CLOCK_AHEAD_MAX_MS) return refusal('clock-ahead');
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
 * the command, and no more than 64 steps (then `unknown`). A fact was decided by another clock than
 * the command's, which may be ahead: so an old command is looked for five seconds further back.
 */
export async function wasHere(
  reader: Pick<FactReader, 'before'>,
  target: Target,
  search: Search,
  last: StoredFact | undefined,
): Promise<StoredFact | 'unknown' | undefined> {
  const made = uuidV7Ms(search.command);
  if (made === undefined) return repeatedTrigger(search, last);
  const aheadMs = search.nowMs - made > FRESH_MS ? CLOCK_AHEAD_MAX_MS : 0;
  const since = new Date(made - aheadMs).toISOString();
  let fact = last;
  for (let step = 0; step <= STEPS_MAX; step++) {
    if (fact === undefined || fact.envelope.command === search.command) return fact;
    if (fact.envelope.time < since || isSearched(fact, search)) return undefined;
    if (step < STEPS_MAX) fact = await reader.before(target, fact);
  }
  return 'unknown';
}

/** Only the last fact is looked at: further back the state says that there is nothing to do. */
function repeatedTrigger(search: Search, last: StoredFact | undefined): StoredFact | undefined {
  return last?.envelope.command === search.command ? last : undefined;
}

/** The fact before is the last one that was looked at before, or there is none. */
function isSearched(fact: StoredFact, search: Search): boolean {
  if (search.searched === 0) return fact.envelope.previous === undefined;
  return (fact.previousSequence ?? 0) <= search.searched;
}
