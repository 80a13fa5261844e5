import type { UserId } from '@liaison/domain';

/** Name of the mark, in CKPT, up to which event of each sender all copies are stored. */
export const COPIES_OUT = 'copies';

const SUBJECT_HEADER = 'ce-subject';

/**
 * Whether a message is an event about this user: as a service sent it, in either of CloudEvents' ways, as
 * a copy, or as what is parked, with the copy in it. Of what is no JSON the user's id alone decides.
 */
export function isEventAbout(
  user: UserId,
  body: Uint8Array,
  headers: { get(name: string): string } | undefined,
): boolean {
  if (headers?.get(SUBJECT_HEADER) === user) return true;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Most messages are about somebody else: those are not read any further.
  if (!bytes.includes(`"${user}"`)) return false;
  try {
    const read = JSON.parse(bytes.toString('utf8')) as Event & { readonly event?: Event };
    return read.subject === user || read.event?.subject === user;
  } catch {
    return true;
  }
}

interface Event {
  readonly subject?: unknown;
}
