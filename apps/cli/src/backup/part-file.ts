import { type Hash, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed } from '../failure.js';

const OWNER_ONLY = 0o600;
/** Read at a time, in bytes: as much as the engine takes at once. */
const CHUNK_BYTES = 128 * 1024;

/** A file of a backup, as it was written. */
export interface PartFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The folder does not take a backup; what was written so far is none. */
export function notWritten(path: string, cause: unknown): CommandFailed {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new CommandFailed(
    `${path} cannot be written (${code}); what was written so far is no backup`,
    FIXES[code] ?? 'name a folder that can be written, with room for all of the log',
    'backup-refused',
  );
}

const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: 'make room, or name a folder on a larger disk; then take it again into a new folder',
  EACCES: 'name a folder that you may write',
  EROFS: 'name a folder that can be written',
};

/** A file that is written once, and hashed as it is. */
export class PartWriter {
  private readonly hash: Hash = createHash('sha256');
  private written = 0;

  private constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly file: FileHandle,
  ) {}

  static async begin(folder: string, name: string): Promise<PartWriter> {
    const path = join(folder, name);
    const file = await open(path, 'w', OWNER_ONLY).catch((error: unknown) => {
      throw notWritten(path, error);
    });
    return new PartWriter(path, name, file);
  }

  get bytes(): number {
    return this.written;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.written += chunk.length;
    await this.file.writeFile(chunk).catch((error: unknown) => {
      throw notWritten(this.path, error);
    });
  }

  /** Ends it: it lies on the disk. */
  async end(): Promise<PartFile> {
    try {
      await this.file.sync();
      await this.file.close();
    } catch (error) {
      throw notWritten(this.path, error);
    }
    return { file: this.name, bytes: this.written, sha256: this.hash.digest('hex') };
  }

  /** It is not wanted any more. */
  async leave(): Promise<void> {
    await this.file.close();
  }
}

/** What a file is now. */
export async function partOf(folder: string, file: string): Promise<PartFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunksOf(folder, file)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { file, bytes, sha256: hash.digest('hex') };
}

/** The bytes of a file, so many at a time as the engine takes. */
export function chunksOf(folder: string, file: string): AsyncIterable<Uint8Array> {
  return createReadStream(join(folder, file), { highWaterMark: CHUNK_BYTES });
}
