import { LineCut, QueueFull, Refused } from '@liaison/terminal-sdk';
import { byId, make } from './dom.js';

const news = byId('news', HTMLElement);
const trouble = byId('trouble', HTMLElement);

/** Which of the two is wrong nobody is told. */
const WRONG_LOGIN =
  'This login and password do not go together. Check both, also for capital letters, and try again.';
const LOGIN_OVER = 'Your login is over. Log in again.';

/** Says what has happened, to ears too. */
export function say(text: string): void {
  trouble.replaceChildren();
  news.replaceChildren(make('span', '', text));
}

/** Says what went wrong and what to do about it. */
export function warn(error: unknown): void {
  news.replaceChildren();
  trouble.replaceChildren(make('span', '', inWords(error)));
}

/** Says why somebody is not let in (any more), to whom knows no protocol; `typed`: a password. */
export function warnAtEnd(error: unknown, typed: boolean): void {
  warn(error);
  if (!(error instanceof Refused) || error.code !== 'not-authenticated') return;
  trouble.replaceChildren(make('span', '', typed ? WRONG_LOGIN : LOGIN_OVER));
}

/** Does something, and says it if that goes wrong. */
export function attempt(work: () => Promise<unknown>): void {
  work().catch(warn);
}

function inWords(error: unknown): string {
  if (error instanceof Refused) return `${error.message}: ${error.fix}.`;
  if (error instanceof LineCut || error instanceof QueueFull) return `${error.message}.`;
  return error instanceof Error ? `${error.message}.` : String(error);
}
