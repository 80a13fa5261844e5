import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { CHECKOUT } from '../harness/processes.js';

const PROGRAMS = join(CHECKOUT, 'apps', 'cli', 'dist', 'programs');
/** What `--help` reads is parsed at every start; the whole command with its libraries is megabytes. */
const BYTES_MAX = 400 * 1024;
const STATIC_IMPORT = /^(?:import|export)\b[^;]*?["'](\.\/[^"']+)["'];/gm;

it('the command loads little before it knows what is asked', async () => {
  const seen = new Map<string, number>();
  const load = async (file: string): Promise<void> => {
    if (seen.has(file)) return;
    seen.set(file, 0);
    const text = await readFile(join(PROGRAMS, file), 'utf8');
    seen.set(file, text.length);
    for (const [, other = ''] of text.matchAll(STATIC_IMPORT)) await load(other);
  };
  await load('./liaison.js');
  const bytes = [...seen.values()].reduce((sum, size) => sum + size, 0);
  expect(seen.size).toBeGreaterThan(1);
  expect(bytes).toBeGreaterThan(50 * 1024);
  expect(bytes).toBeLessThan(BYTES_MAX);
});
