import type { CommandReply, JsonObject } from '@liaison/contracts';
import type { Outcome, Written } from '../ports.js';

/** What a question is answered; `stored`: the fact it came to, or was read at, where there is one. */
export function answer(
  result: object,
  stored: { readonly fact?: string; readonly sequence?: number } = {},
): CommandReply {
  return { accepted: { ...stored, result: result as JsonObject } };
}

/**
 * What the caller of a change is told. `result` sees the stored fact alone, so that a repeated command
 * gets the same answer; what held already is no fact, and says so.
 */
export function replyOf<F, S>(
  outcome: Outcome<F, S>,
  command: string,
  result: (written: Written<F, S>) => JsonObject = () => ({ changed: true }),
): CommandReply {
  if ('refused' in outcome) return { refused: outcome.refused };
  if ('unknown' in outcome) return { unknown: { command } };
  if ('unchanged' in outcome) return { accepted: { result: { changed: false } } };
  const { accepted } = outcome;
  const { envelope, sequence } = accepted;
  return { accepted: { fact: envelope.id, sequence, result: result(accepted) } };
}
