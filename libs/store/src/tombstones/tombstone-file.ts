import { open, readFile, writeFile } from 'node:fs/promises';
import type { Settings } from '@liaison/contracts';
import { TombstonesRefused, headLine, readTombstones, tombstoneLine } from './tombstone-text.js';

const LINE_END = '\n';
const OWNER_ONLY = 0o600;

/** Where the list is kept: beside the master key, unless a setting says otherwise. '': nowhere. */
export function tombstonesFileOf(
  settings: Pick<Settings, 'masterKeyFile' | 'tombstonesFile'>,
): string {
  const { masterKeyFile, tombstonesFile } = settings;
  if (tombstonesFile !== '') return tombstonesFile;
  return masterKeyFile === '' ? '' : `${masterKeyFile}.tombstones`;
}

/**
 * The list of users whose keys are destroyed, outside of everything a backup holds. A user is noted
 * before the key is destroyed, so that no backup brings anybody back who was erased. Several replicas
 * may write one file, or each its own.
 */
export class TombstoneFile {
  private constructor(
    private readonly path: string,
    private readonly masterKey: Uint8Array,
    private readonly noted: Set<string>,
  ) {}

  /** Makes the file where there is none, or where a crash left it without a line. Throws `TombstonesRefused`. */
  static async open(path: string, masterKey: Uint8Array): Promise<TombstoneFile> {
    try {
      const found = await readFile(path, 'utf8').catch(noneYet);
      const text = found.includes(LINE_END) ? found : headLine(masterKey);
      // Added, never written over: another replica may have begun it meanwhile, and one head more does no harm.
      if (text !== found) await writeFile(path, text, { mode: OWNER_ONLY, flush: true, flag: 'a' });
      return new TombstoneFile(path, masterKey, new Set(readTombstones(masterKey, text, path)));
    } catch (cause) {
      throw cause instanceof TombstonesRefused
        ? cause
        : notWritable(path, cause as NodeJS.ErrnoException);
    }
  }

  /** Resolves once the user is on the disk's list. Throws `TombstonesRefused`. */
  async note(user: string): Promise<void> {
    if (this.noted.has(user)) return;
    try {
      const file = await open(this.path, 'a+', OWNER_ONLY);
      try {
        const { size } = await file.stat();
        const isTorn = size > 0 && !(await endsLine(file, size));
        // The rest of a line that a crash tore is cut off: it says nothing.
        if (isTorn) await file.truncate(await lastLineEnd(file, size));
        const head = size === 0 ? headLine(this.masterKey) : '';
        await file.appendFile(head + tombstoneLine(this.masterKey, user));
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw notWritable(this.path, cause as NodeJS.ErrnoException);
    }
    this.noted.add(user);
  }
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function endsLine(file: OpenFile, size: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === LINE_END;
}

async function lastLineEnd(file: OpenFile, size: number): Promise<number> {
  const { buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
  return buffer.lastIndexOf(LINE_END) + 1;
}

function noneYet(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

function notWritable(path: string, cause: NodeJS.ErrnoException): TombstonesRefused {
  return new TombstonesRefused(
    `the list of tombstones ${path} cannot be written (${cause.code ?? cause.message}): no user is erased ` +
      'without it; set LIAISON_TOMBSTONES_FILE to a file this process may write, kept apart from backups',
    { cause },
  );
}
