import { type Refusal, refusal } from '@liaison/contracts';
import { type RefusalExtra, refusalAnswer, resultAnswer } from '../messages/answers.js';
import type { Request, RequestOutcome } from './request.js';

/** What an answer is given to, and by. */
type Asker = Pick<Request, 'id' | 'replyTo'>;

/** Answers with a result, itself JSON text; as all here it says how to count that. */
export function accept({ id, replyTo }: Asker, result: string): RequestOutcome {
  replyTo.answer(resultAnswer(id, result));
  return 'accepted';
}

/** Answers with a refusal; where it is to be tried again later, that says when. */
export function refuse(
  { id, replyTo }: Asker,
  refused: Refusal,
  extra?: RefusalExtra,
): RequestOutcome {
  replyTo.answer(refusalAnswer(id, refused, extra));
  return 'refused';
}

/** Answers that it may or may not have happened, and by which command to find out. */
export function leaveOpen(
  asker: Asker,
  { command }: { readonly command?: string | undefined },
  refused: Refusal = refusal('outcome-unknown'),
): RequestOutcome {
  refuse(asker, refused, command === undefined ? {} : { command });
  return 'unknown';
}
