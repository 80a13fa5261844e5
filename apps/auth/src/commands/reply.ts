import type { CommandReply, JsonObject } from '@liaison/contracts';

/** What a read is answered. */
export function answer(result: JsonObject): CommandReply {
  return { accepted: { result } };
}
