import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MasterKeyRefused } from './errors.js';
import { ensureMasterKey, masterKeyOf, readMasterKey } from './master-key.js';

const DIGITS = '0123456789abcdef'.repeat(4);

describe('the master key', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'liaison-master-key-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('comes from the environment, or from a file only its owner can read', async () => {
    const file = join(folder, 'owned');
    await writeFile(file, `${DIGITS}\n`, { mode: 0o600 });
    const fromFile = await masterKeyOf({ masterKey: '', masterKeyFile: file });
    const fromText = await masterKeyOf({ masterKey: DIGITS.toUpperCase(), masterKeyFile: '' });
    expect(Buffer.from(fromFile).toString('hex')).toBe(DIGITS);
    expect(fromFile).toEqual(fromText);
  });

  it.each([0o640, 0o604, 0o660])(
    'is refused in a file of mode %o, with the remedy',
    async (mode) => {
      const file = join(folder, 'open');
      await writeFile(file, DIGITS);
      await chmod(file, mode);
      const reading = readMasterKey(file);
      await expect(reading).rejects.toThrow(MasterKeyRefused);
      await expect(reading).rejects.toThrow(`chmod 600 ${file}`);
    },
  );

  it.each(['', 'secret', `${DIGITS}0`, DIGITS.replace('0', 'g')])(
    'is refused where the file says %j, which is never repeated',
    async (text) => {
      const file = join(folder, 'wrong');
      await writeFile(file, text, { mode: 0o600 });
      const failure = await readMasterKey(file).catch((error: Error) => error);
      expect(failure).toBeInstanceOf(MasterKeyRefused);
      expect((failure as Error).message).toBe(`the master key in ${file} must be 64 hex digits`);
    },
  );

  it('is refused where there is none, or no file', async () => {
    const none = masterKeyOf({ masterKey: '', masterKeyFile: '' });
    await expect(none).rejects.toThrow(/set LIAISON_MASTER_KEY_FILE/);
    await expect(readMasterKey(join(folder, 'missing'))).rejects.toThrow(MasterKeyRefused);
  });

  it('is made for a laptop once, whoever makes it at the same time', async () => {
    const file = join(folder, 'laptop', 'master.key');
    await Promise.all([ensureMasterKey(file), ensureMasterKey(file), ensureMasterKey(file)]);
    const made = await readFile(file, 'utf8');
    await ensureMasterKey(file);
    expect(await readFile(file, 'utf8')).toBe(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'laptop'))).toEqual(['master.key']);
    expect(await readMasterKey(file)).toHaveLength(32);
  });
});
