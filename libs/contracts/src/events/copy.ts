import { factId } from '../ids.js';
import type { ServiceEvent } from './event.js';

/** Longest copy: the engine takes 256 KiB in all, headers included. */
export const COPY_BYTES_MAX = 240 * 1024;

/** The header that bounds how long the engine keeps a copy. */
export const COPY_TTL_HEADER = 'Nats-TTL';
/** The header of a copy: when its retention is over, milliseconds since the epoch by our clock. */
export const COPY_EXPIRES_HEADER = 'Liaison-Expires';
/** The header of a copy about a user: who that is. */
export const COPY_ABOUT_HEADER = 'Liaison-About';
/** The engine itself drops a copy only later: who records its end may be away for a day. */
const COPY_GRACE_MS = 24 * 3_600_000;

/** What names a notification for ever: the same event to the same service, however often it is sent. */
export function copyId(sender: string, event: string, receiver: string): string {
  return factId(0, `events.out.${receiver}`, `${sender}\n${event}`);
}

/** What names a user's notification for ever: the same event for the same user. */
export function itemId(sender: string, event: string, user: string): string {
  return factId(0, `inbox.${user}`, `${sender}\n${event}`);
}

/** The header of an item: how it is handed over, by the mode that was active when it was matched. */
export const ITEM_MODE_HEADER = 'Liaison-Notification';
/** The header of an item: FACTS sequence of the profile fact that says so; 0: there was none. */
export const ITEM_PROFILE_HEADER = 'Liaison-Profile';

/** What names an event for ever, however often it is sent: a UUID of its sender and its own id. */
export function eventName(sender: string, event: string): string {
  return factId(0, `events.in.${sender}`, event);
}

/** The chain an event belongs to: the one it names, else one made from the event itself. */
export function correlationOf(sender: string, event: Pick<ServiceEvent, 'id' | 'correlation'>) {
  return event.correlation ?? eventName(sender, event.id);
}

/**
 * A notification's body, the same for all who are notified: the event as structured JSON with the
 * extensions `service` (who sent it), `correlation` and, by `stampCopy`, `matched`.
 */
export function encodeCopy(
  sender: string,
  event: Pick<ServiceEvent, 'members'>,
  correlation: string,
): string {
  // Ids and correlations hold no character that JSON writes otherwise.
  const ours = `,"service":"${sender}","correlation":"${correlation}"}`;
  return JSON.stringify(event.members).slice(0, -1) + ours;
}

/** The copy with the id of the fact that says to whom it goes. */
export function stampCopy(copy: string, matched: string): string {
  return `${copy.slice(0, -1)},"matched":${JSON.stringify(matched)}}`;
}

/** `Nats-TTL` of a copy whose retention is over in so long: whole seconds, and what is left of it then. */
export const copyTtl = (leftMs: number): string =>
  `${Math.ceil((Math.max(0, leftMs) + COPY_GRACE_MS) / 1_000)}s`;

/** What a copy is stored as when it is handed over once more: named by the fact that says so. */
export const replayedName = (copy: string, revision: number): string => `${copy}/${revision}`;

/** The copy's id, of whatever it is stored as. */
export const copyOfName = (name: string): string => name.split('/', 1)[0] ?? name;
