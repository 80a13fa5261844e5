import { type FoundBy, operated } from './operates.js';

const PAGE = '2';

/** Every page of an operator's view (`user list --state registered`), two lines each. */
export async function pagesOf(system: FoundBy, view: string): Promise<readonly unknown[]> {
  const pages: unknown[] = [];
  for (let after: string | undefined; ;) {
    const place = after === undefined ? [] : ['--after', after];
    const page = await operated(system, ...view.split(' '), '--limit', PAGE, ...place);
    pages.push(page);
    after = page['next'] as string | undefined;
    if (after === undefined) return pages;
  }
}
