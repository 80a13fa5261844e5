import type { CommandReply, JsonObject } from '@liaison/contracts';

/** `stored`: the fact it came to, where it came to one. */
export function answer(
  result: object,
  stored: { readonly fact?: string; readonly sequence?: number } = {},
): CommandReply {
  return { accepted: { ...stored, result: result as JsonObject } };
}
