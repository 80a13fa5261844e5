import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Settings } from '@liaison/contracts';
import { MasterKeyRefused } from './errors.js';

const KEY_BYTES = 32;
const HEX = /^[0-9a-fA-F]{64}$/;
const OTHERS = 0o077;
const OWNER_ONLY = 0o600;

/**
 * The master key of the settings: 32 bytes, from the environment or from a file only its owner can
 * read. Throws `MasterKeyRefused`.
 */
export async function masterKeyOf(
  settings: Pick<Settings, 'masterKey' | 'masterKeyFile'>,
): Promise<Uint8Array> {
  if (settings.masterKey !== '') return bytesOf(settings.masterKey, 'LIAISON_MASTER_KEY');
  if (settings.masterKeyFile !== '') return readMasterKey(settings.masterKeyFile);
  throw new MasterKeyRefused(
    'there is no master key: set LIAISON_MASTER_KEY_FILE to a file with 64 hex digits that only its ' +
      'owner can read, or LIAISON_MASTER_KEY to the digits. Keep a copy: without it nothing sealed ' +
      'can be read again',
  );
}

/** Reads a master key's file. Throws `MasterKeyRefused`. */
export async function readMasterKey(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw new MasterKeyRefused(`the master key's file ${path} cannot be read (${cause.code})`, {
      cause,
    });
  });
  try {
    const { mode } = await file.stat();
    if ((mode & OTHERS) !== 0) {
      throw new MasterKeyRefused(
        `the master key's file ${path} can be read by others: run \`chmod 600 ${path}\``,
      );
    }
    return bytesOf((await file.readFile('utf8')).trim(), path);
  } finally {
    await file.close();
  }
}

/**
 * Makes a master key in a file only its owner can read, if there is none: for a laptop. Two who do it
 * at once end up with one. Throws `MasterKeyRefused` where what is there cannot be used.
 */
export async function ensureMasterKey(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (await exists(path)) {
    await readMasterKey(path);
    return;
  }
  // Linked only when whole: nobody ever reads half a key.
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: OWNER_ONLY });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function bytesOf(text: string, where: string): Uint8Array {
  if (!HEX.test(text)) {
    throw new MasterKeyRefused(`the master key in ${where} must be 64 hex digits`);
  }
  return Buffer.from(text, 'hex');
}
