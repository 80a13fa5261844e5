import { type Command, Option } from 'commander';
import { wholeNumber } from './flags.js';
import type { OperatorOptions } from './operator.js';

const LIMIT_MAX = 1_000_000;
/** One request asks for no more. */
const PAGE_MAX = 200;

/** What a view takes besides its filters. */
export interface PageFlags extends OperatorOptions {
  readonly limit?: number;
  readonly after?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent: there is none. */
  readonly next?: string;
}

/** `--limit N`, `--after PLACE`. */
export function paged(command: Command): Command {
  return command
    .addOption(
      new Option('--limit <n>', 'so many at most (all otherwise)').argParser(
        wholeNumber('a number of lines', 1, LIMIT_MAX),
      ),
    )
    .option('--after <place>', 'those after this place: `next` of the page before');
}

/** `--connected yes|no`. */
export function connectedOption(about: string): Option {
  return new Option('--connected <which>', about).choices(['yes', 'no']);
}

/** Page after page, until the limit is reached or there is no next one. */
export async function pages<T>(
  { limit = LIMIT_MAX, after }: PageFlags,
  ask: (from: { readonly after?: string; readonly max: number }) => Promise<Page<T>>,
): Promise<Page<T>> {
  const items: T[] = [];
  let next = after;
  for (;;) {
    const max = Math.min(PAGE_MAX, limit - items.length);
    const page = await ask(next === undefined ? { max } : { after: next, max });
    items.push(...page.items);
    next = page.next;
    if (next === undefined) return { items };
    if (items.length >= limit) return { items, next };
  }
}

/** Says how to go on where there is more. */
export function printNext({ next }: Pick<Page<unknown>, 'next'>): void {
  if (next !== undefined) process.stdout.write(`\nmore: --after ${next}\n`);
}
