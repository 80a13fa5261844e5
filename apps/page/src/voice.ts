import { LineCut, QueueFull, Refused } from '@liaison/terminal-sdk';
import { byId, make } from './dom.js';

const news = byId('news', HTMLElement);
const trouble = byId('trouble', HTMLElement);

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

/** Does something, and says it if that goes wrong. */
export function attempt(work: () => Promise<unknown>): void {
  work().catch(warn);
}

function inWords(error: unknown): string {
  if (error instanceof Refused) return `${error.message}: ${error.fix}.`;
  if (error instanceof LineCut || error instanceof QueueFull) return `${error.message}.`;
  return error instanceof Error ? `${error.message}.` : String(error);
}
