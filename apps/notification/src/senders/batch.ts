import { MATCHED_EVENTS_MAX, type MatchedEvent } from '@liaison/domain';
import { type Judge, type Judged, refusedAs } from './judge.js';
import type { SeenIds } from './seen-ids.js';
import type { TakenEvent } from './taken-event.js';

/** A fact takes 64 KiB: what is left for its entries beside the envelope. */
const ENTRIES_BYTES_MAX = 60 * 1024;
/** Copies of one batch held in memory, each counted once. */
const COPIES_BYTES_MAX = 4 * 1024 * 1024;
/** Users the events of one batch may reach together; one event alone may reach more. */
export const REACHED_USERS_MAX = 16_384;
/** Members, quotes and commas of an entry, and of a receiver with its copy's id. */
const ENTRY_BYTES = 112;
const RECEIVER_BYTES = 96;

/**
 * Judges events from the front of `waiting` and takes them off it: as many as fit into one fact, at
 * least one, and at most the first `taken`: those the folds are known to be as far as.
 */
export function nextBatch(
  waiting: TakenEvent[],
  by: { readonly taken: number; readonly judge: Judge; readonly seen: SeenIds },
): readonly Judged[] {
  const { taken: most, judge, seen } = by;
  const batch: Judged[] = [];
  const matched = new Set<string>();
  const filled = { entryBytes: 0, copyBytes: 0, users: 0 };
  for (const taken of waiting.slice(0, Math.min(most, MATCHED_EVENTS_MAX))) {
    let judged = judge.judge(taken, seen, matched);
    if (bytesOf(judged) > ENTRIES_BYTES_MAX) judged = tooManyReceivers(judged);
    filled.entryBytes += bytesOf(judged);
    filled.copyBytes += judged.copy?.length ?? 0;
    filled.users += judged.mayReach ?? 0;
    if (isTooMuch(filled) && batch.length > 0) break;
    batch.push(judged);
    if (judged.seenAs !== undefined) matched.add(judged.seenAs);
  }
  waiting.splice(0, batch.length);
  return batch;
}

/** Whether the id is used up: one that was refused may be sent again. */
export const isSettled = ({ outcome }: Pick<MatchedEvent, 'outcome'>): boolean =>
  outcome === 'matched' || outcome === 'unmatched';

type Filled = Readonly<Record<'entryBytes' | 'copyBytes' | 'users', number>>;
const isTooMuch = ({ entryBytes, copyBytes, users }: Filled): boolean =>
  entryBytes > ENTRIES_BYTES_MAX || copyBytes > COPIES_BYTES_MAX || users > REACHED_USERS_MAX;

function bytesOf({ recorded }: Judged): number {
  let bytes = ENTRY_BYTES + 2 * recorded.event.length;
  for (const { service } of recorded.receivers) bytes += RECEIVER_BYTES + service.length;
  return bytes;
}

function tooManyReceivers({ taken, recorded }: Judged): Judged {
  const message = `reaches ${recorded.receivers.length} services: more than one fact can name`;
  return refusedAs(taken, recorded.event, { code: 'too-large', field: '/type', message });
}
