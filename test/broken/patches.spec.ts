import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';
import { broken, readPatches, readStatements } from './patches.mjs';

const patches = await readPatches(join(CHECKOUT, 'test', 'broken'));

it.each(patches.map((patch) => [patch.name, patch] as const))(
  '%s still breaks one line of the source',
  async (_, patch) => {
    const text = await readFile(join(CHECKOUT, patch.file), 'utf8');
    expect(broken(text, patch)).not.toBe(text);
  },
);

it('every statement that holds has one', async () => {
  const statements = await readStatements(join(CHECKOUT, 'test', 'claims'));
  const covered = new Set(patches.map(({ statement }) => statement));
  expect([...statements.keys()].filter((statement) => !covered.has(statement))).toEqual([]);
});
