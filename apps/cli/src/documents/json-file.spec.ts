import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { objectIn } from './json-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liaison-json-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['a comma too few', '{\n  "profile": "work"\n  "label": "x"\n}\n', 'line 3, column 3: comma'],
  ['a value too few', '{\n  "profile":\n}\n', 'line 3, column 1: value expected'],
  ['a comma too many', '{\n  "modes": [],\n}\n', 'line 3, column 1: property name expected'],
  ['a text that does not end', '{"label": "At work\n}', 'line 1, column 11: unexpected end of str'],
  ['a comment', '{\n// mine\n}', 'line 2, column 1: invalid comment token'],
  ['nothing', '', 'line 1, column 1: value expected'],
  ['something behind it', '{}\nx', 'line 2, column 1: '],
  ['a list', '[]', 'holds a list, and no JSON object'],
  ['a text', '"x"', 'holds a single value, and no JSON object'],
])('%s in a file is told with the file and its place', async (_what, text, says) => {
  const file = join(folder, 'draft.json');
  await writeFile(file, text);
  const failed = { code: 'unreadable-file', message: expect.stringContaining(says) };
  await expect(objectIn(file)).rejects.toMatchObject(failed);
  await expect(objectIn(file)).rejects.toThrow(file);
});

it('a file that is not there is named', async () => {
  const file = join(folder, 'none.json');
  await expect(objectIn(file)).rejects.toThrow(`${file} cannot be read: ENOENT`);
});

it('an object is read', async () => {
  const file = join(folder, 'good.json');
  await writeFile(file, '{"profile": "work"}');
  expect(await objectIn(file)).toEqual({ profile: 'work' });
});
