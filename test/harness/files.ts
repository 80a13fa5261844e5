import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder that hold these bytes, by their path from there. */
export async function filesWith(folder: string, wanted: string | Buffer): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A file may be replaced by the engine while we look: then what it held is in its successor.
    const bytes = await readFile(path).catch(gone);
    if (bytes.includes(wanted)) found.push(path.slice(folder.length + 1));
  }
  return found;
}

function gone(error: NodeJS.ErrnoException): Buffer {
  if (error.code !== 'ENOENT') throw error;
  return Buffer.alloc(0);
}
