import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';
import { broken, readPatches, readStatements } from './patches.mjs';

const claims = join(CHECKOUT, 'test', 'claims');
const patches = await readPatches(join(CHECKOUT, 'test', 'broken'));

it.each(patches.map((patch) => [patch.name, patch] as const))(
  '%s still breaks one line of the source',
  async (_, patch) => {
    const text = await readFile(join(CHECKOUT, patch.file), 'utf8');
    expect(broken(text, patch)).not.toBe(text);
  },
);

/** How many statements each claim has, and the boxes that are only drawn. */
const PER_CLAIM = [15, 8, 5, 7, 2, 5, 7, 3, 2, 1, 7, 1, 1, 1, 1];
const BOXES = ['M6', 'M8', 'M17'];

it('the table has every statement of the claims, one row each', async () => {
  const all = PER_CLAIM.flatMap((count, at) =>
    Array.from({ length: count }, (_, n) => `C${at + 1}.${n + 1}`),
  );
  const named = [...(await readStatements(claims)).keys()];
  expect(named.toSorted()).toEqual([...all, ...BOXES].toSorted());
});

it('every statement is what a title begins with, in each file that is named for it', async () => {
  const without = [];
  for (const [statement, files] of await readStatements(claims)) {
    // In a table of rows the statement is a member of its own.
    const title = new RegExp(`['\`]${statement.replace('.', '\\.')}[ ']`);
    for (const file of files) {
      if (!title.test(await withRows(file))) without.push(`${statement} in ${file}`);
    }
  }
  expect(without).toEqual([]);
});

it('every statement that holds has one', async () => {
  const statements = await readStatements(claims);
  const covered = new Set(patches.map(({ statement }) => statement));
  expect([...statements.keys()].filter((statement) => !covered.has(statement))).toEqual([]);
});

/** The text of a spec file, and of what beside it it takes its rows from. */
async function withRows(file: string): Promise<string> {
  const text = await readFile(join(claims, file), 'utf8');
  const rows = [...text.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${name}.ts`);
  const texts = rows.map((name) => readFile(join(claims, name), 'utf8'));
  return [text, ...(await Promise.all(texts))].join('\n');
}
