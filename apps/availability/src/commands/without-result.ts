import type { CommandReply } from '@liaison/contracts';

/** The same reply, of which an acceptance says nothing: neither what was there nor what is new. */
export function withoutResult(reply: CommandReply): CommandReply {
  return 'accepted' in reply ? { accepted: { ...reply.accepted, result: {} } } : reply;
}
