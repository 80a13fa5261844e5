import type { Outcome } from '@liaison/bus';
import type { CommandReply, JsonObject } from '@liaison/contracts';
import type { Registry, RegistryFact } from '@liaison/domain';

/** What the caller is told of a change; what held already is no fact, and says so. */
export function replyOf(outcome: Outcome<RegistryFact, Registry>, command: string): CommandReply {
  if ('refused' in outcome) return { refused: outcome.refused };
  if ('unknown' in outcome) return { unknown: { command } };
  if ('unchanged' in outcome) return answer({ changed: false });
  const { envelope, sequence } = outcome.accepted;
  return { accepted: { fact: envelope.id, sequence, result: { changed: true } } };
}

/** `stored`: the fact it came to, where it came to one. */
export function answer(
  result: object,
  stored: { readonly fact?: string; readonly sequence?: number } = {},
): CommandReply {
  return { accepted: { ...stored, result: result as JsonObject } };
}
