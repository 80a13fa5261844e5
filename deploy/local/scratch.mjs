import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs some work with a folder of its own for temporary files, named by our process id; removes it
 * afterwards, and before that the ones of processes that were killed.
 * @template T
 * @param {string} folder where such folders lie (`.liaison/tmp`)
 * @param {(scratch: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withScratch(folder, work) {
  const scratch = join(folder, String(process.pid));
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!isAlive(Number(name))) await rm(join(folder, name), { recursive: true, force: true });
  }
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch);
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
