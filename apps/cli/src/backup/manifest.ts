import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StreamCut } from '@liaison/bus';
import { type StreamInBackup, canonicalJson } from '@liaison/contracts';
import { macOf, sameMac } from '@liaison/store';
import { CommandFailed } from '../failure.js';
import { type PartFile, notWritten, partOf } from './part-file.js';

const FILE = 'manifest.json';
const FORMAT = 'liaison-backup-1';
const PURPOSE = 'liaison/backup/1';
const OWNER_ONLY = 0o600;

/** What a backup holds, part by part, as it was written. */
export interface Manifest {
  readonly format: string;
  readonly version: string;
  /** When it was begun. */
  readonly made: string;
  readonly prefix: string;
  readonly partitions: number;
  /** In the order in which they were taken. */
  readonly streams: readonly StreamPart[];
  readonly keys: PartFile & { readonly entries: number };
  /** How the command that made it was set, secrets masked. */
  readonly settings: Readonly<Record<string, string>>;
  /** Notifications that were parked, replayed or had expired while they were being written. */
  readonly unsettled: number;
}

/** A stream as it was at one moment. */
export interface StreamPart extends PartFile, StreamCut {
  readonly stream: StreamInBackup;
}

/** Writes the last part, which makes a backup of the others. */
export async function writeManifest(
  folder: string,
  masterKey: Uint8Array,
  parts: Omit<Manifest, 'format'>,
): Promise<Manifest> {
  const manifest: Manifest = { format: FORMAT, ...parts };
  const seal = sealOf(masterKey, manifest);
  const draft = join(folder, `${FILE}.part`);
  const text = `${JSON.stringify({ ...manifest, seal }, undefined, 1)}\n`;
  try {
    await writeFile(draft, text, { mode: OWNER_ONLY, flush: true });
    await rename(draft, join(folder, FILE));
  } catch (error) {
    throw notWritten(draft, error);
  }
  return manifest;
}

/**
 * Reads a backup's manifest and every part, and compares them with what was written. Throws
 * `CommandFailed`, which names the part.
 */
export async function checkedManifest(folder: string, masterKey: Uint8Array): Promise<Manifest> {
  const { seal, ...manifest } = await readManifest(folder);
  if (manifest.format !== FORMAT) {
    throw refused(
      `${join(folder, FILE)} is of another format than ${FORMAT}`,
      'take the version of Liaison that made it',
    );
  }
  if (!sameMac(String(seal), sealOf(masterKey, manifest))) {
    throw refused(
      `${join(folder, FILE)} was changed, or made with another master key`,
      'give the master key of the system it was made of; if that is the right one, take another backup',
    );
  }
  const parts = [...manifest.streams, manifest.keys];
  for (const wanted of parts) await checkPart(folder, wanted);
  const known = new Set([FILE, ...parts.map(({ file }) => file)]);
  const more = (await readdir(folder)).find((name) => !known.has(name));
  if (more !== undefined) {
    throw refused(
      `${join(folder, more)} is no part of the backup`,
      'take it out of the folder; if nobody knows how it came there, take another backup',
    );
  }
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest & { readonly seal?: unknown }> {
  const path = join(folder, FILE);
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'is not there' : 'is torn';
    throw refused(
      `${path} ${why}`,
      'a backup that was made to its end has one: take another backup',
    );
  }
}

async function checkPart(folder: string, wanted: PartFile): Promise<void> {
  const { file, bytes, sha256 } = wanted;
  const path = join(folder, file);
  const found = await partOf(folder, file).catch((error: NodeJS.ErrnoException) => {
    throw refused(`${path} cannot be read (${error.code ?? error.message})`, 'take another backup');
  });
  const isTorn = found.bytes < bytes;
  if (found.bytes === bytes && found.sha256 === sha256) return;
  const what = isTorn ? `is torn: ${found.bytes} of ${bytes} bytes` : 'was changed';
  throw refused(`${path} ${what}`, 'copy it again from where it was made, or take another backup');
}

function sealOf(masterKey: Uint8Array, manifest: Manifest): string {
  return macOf(masterKey, PURPOSE, canonicalJson(manifest));
}

function refused(message: string, fix: string): CommandFailed {
  return new CommandFailed(message, fix, 'backup-refused');
}
