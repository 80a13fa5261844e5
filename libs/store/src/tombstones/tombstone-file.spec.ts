import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TombstoneFile, tombstonesFileOf } from './tombstone-file.js';
import { TombstonesRefused, readTombstones } from './tombstone-text.js';

describe('the list of tombstones', () => {
  const masterKey = randomBytes(32);
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-tombstones-'));
    path = join(folder, 'list');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (): Promise<TombstoneFile> => TombstoneFile.open(path, masterKey);
  const listed = async (): Promise<string[]> => [
    ...readTombstones(masterKey, await readFile(path, 'utf8'), path),
  ];

  it('lies beside the master key, unless a setting says otherwise', () => {
    const both = { masterKeyFile: '/k/master.key', tombstonesFile: '/t/list' };
    expect(tombstonesFileOf(both)).toBe('/t/list');
    expect(tombstonesFileOf({ ...both, tombstonesFile: '' })).toBe('/k/master.key.tombstones');
    expect(tombstonesFileOf({ masterKeyFile: '', tombstonesFile: '' })).toBe('');
  });

  it('is there before anybody is erased, for its owner alone', async () => {
    await open();
    expect(await listed()).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('names who was noted, once, by whichever replica', async () => {
    const [one, other] = await Promise.all([open(), open()]);
    await Promise.all([one.note('alice'), other.note('bob')]);
    await one.note('alice');
    await (await open()).note('bob');
    expect((await listed()).toSorted()).toEqual(['alice', 'bob']);
    expect((await readFile(path, 'utf8')).match(/^alice /gm)).toHaveLength(1);
  });

  it('goes on behind a line that a crash tore, which named nobody', async () => {
    await (await open()).note('alice');
    await appendFile(path, 'bo');
    expect(await listed()).toEqual(['alice']);
    await (await open()).note('carol');
    expect(await listed()).toEqual(['alice', 'carol']);
  });

  it.each([
    { what: 'a name was changed', change: (text: string) => text.replace('alice', 'alicia') },
    { what: 'a line was added', change: (text: string) => `${text}mallory AAAA\n` },
    { what: 'its head is gone', change: (text: string) => text.slice(text.indexOf('\n') + 1) },
    { what: 'it is empty', change: () => '' },
  ])('is refused where $what', async ({ change }) => {
    await (await open()).note('alice');
    await writeFile(path, change(await readFile(path, 'utf8')));
    await expect(listed()).rejects.toThrow(TombstonesRefused);
  });

  it('is refused with another master key', async () => {
    await open();
    await expect(TombstoneFile.open(path, randomBytes(32))).rejects.toThrow(
      /line 1 .* another master key/,
    );
  });

  it('that cannot be written stops the note, and says what to set', async () => {
    const list = await open();
    await rm(folder, { recursive: true });
    await expect(list.note('alice')).rejects.toThrow(/set LIAISON_TOMBSTONES_FILE/);
    await expect(open()).rejects.toThrow(/set LIAISON_TOMBSTONES_FILE/);
  });
});
