import { statfs } from 'node:fs/promises';
import type { EngineServer } from '@liaison/bus';
import { type Finding, failure, fine, warning } from './finding.js';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** The engine stops storing where a write does not fit, until it is started again. */
const LEAST_BYTES = 256 * MIB;
const LOW_BYTES = 2 * GIB;
const LOW_SHARE = 0.1;

/**
 * Room on the disk of each server: its own, where its folder is on this machine, else what it may store.
 * `servers`: undefined where nobody may ask.
 */
export async function disksOf(
  servers: readonly EngineServer[] | undefined,
): Promise<readonly Finding[]> {
  if (servers === undefined) return [unseenDisk];
  return Promise.all(
    servers.map(async ({ name, store, storedBytes, storeMaxBytes }) => {
      const disk = await statfs(store).catch(() => undefined);
      if (disk === undefined) {
        return judgedDisk(`the store of ${name}`, {
          freeBytes: storeMaxBytes - storedBytes,
          sizeBytes: storeMaxBytes,
        });
      }
      const { bavail, blocks, bsize } = disk;
      return judgedDisk(`the disk of ${store}`, {
        freeBytes: bavail * bsize,
        sizeBytes: blocks * bsize,
      });
    }),
  );
}

const unseenDisk = warning(
  'disk',
  "how full the engine's disk is is not known: nobody may ask it here",
  'set LIAISON_NATS_SYSTEM_SEED_FILE to the seed of the account SYS',
);

/** Judges the room that is left somewhere. */
export function judgedDisk(
  where: string,
  { freeBytes, sizeBytes }: { readonly freeBytes: number; readonly sizeBytes: number },
): Finding {
  const share = sizeBytes === 0 ? 0 : freeBytes / sizeBytes;
  const message = `${said(freeBytes)} of ${said(sizeBytes)} free on ${where}`;
  const fix = 'make room there; after a full disk start nats-server again';
  if (freeBytes < LEAST_BYTES) return failure('disk', message, fix);
  if (freeBytes < LOW_BYTES || share < LOW_SHARE) return warning('disk', message, fix);
  return fine('disk', message);
}

function said(bytes: number): string {
  return bytes < GIB ? `${Math.round(bytes / MIB)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;
}
