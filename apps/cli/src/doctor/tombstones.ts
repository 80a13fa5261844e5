import { readFile, stat } from 'node:fs/promises';
import type { Bus } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import {
  TombstonesRefused,
  erasedIn,
  masterKeyOf,
  openStores,
  readTombstones,
  tombstonesFileOf,
} from '@liaison/store';
import { type Finding, failure, fine, warning } from './finding.js';

const AREA = 'tombstones';
const OTHERS = 0o077;

/** Whether the list of erased users is there, readable, and names everybody whose key is destroyed. */
export async function tombstonesOf(bus: Bus, settings: Settings): Promise<readonly Finding[]> {
  const path = tombstonesFileOf(settings);
  const { masterKey, masterKeyFile } = settings;
  // What is said of the master key says it all.
  if (masterKey === '' && masterKeyFile === '') return [];
  if (path === '') {
    const fix =
      'set LIAISON_TOMBSTONES_FILE where auth runs, or take `liaison tombstones` after every erasure';
    return [
      warning(AREA, 'no list of erased users is kept here; no backup is restored without', fix),
    ];
  }
  try {
    const listed = await listedIn(path, await masterKeyOf(settings));
    return [await judged(path, listed, await destroyedIn(bus, settings))];
  } catch (error) {
    return [unreadable(path, error)];
  }
}

async function listedIn(path: string, masterKey: Uint8Array): Promise<ReadonlySet<string>> {
  return readTombstones(masterKey, await readFile(path, 'utf8'), path);
}

/** Whose keys are destroyed, as the key store says. */
async function destroyedIn(bus: Bus, settings: Settings): Promise<ReadonlySet<string>> {
  const stores = await openStores(bus, settings);
  try {
    const users = new Set<string>();
    for await (const entry of stores.keys.entries()) {
      const user = erasedIn(entry);
      if (user !== undefined) users.add(user);
    }
    return users;
  } finally {
    await stores.close();
  }
}

async function judged(
  path: string,
  listed: ReadonlySet<string>,
  destroyed: ReadonlySet<string>,
): Promise<Finding> {
  const missing = [...destroyed].filter((user) => !listed.has(user)).length;
  if (missing > 0) {
    return warning(
      AREA,
      `${path} lacks ${missing} of ${destroyed.size} erased users: it is an old copy, or other replicas of auth keep theirs`,
      `write it anew: \`liaison tombstones > ${path}\`; of several lists give \`restore\` all`,
    );
  }
  if (((await stat(path)).mode & OTHERS) !== 0) {
    return warning(AREA, `${path} is open to others`, `close it: \`chmod 600 ${path}\``);
  }
  return fine(AREA, `${listed.size} erased users in ${path}; keep a copy of the newest elsewhere`);
}

function unreadable(path: string, error: unknown): Finding {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') {
    return failure(
      AREA,
      `${path} is not there; without it no backup is restored`,
      'start auth again where this file belongs: it writes it anew',
    );
  }
  if (error instanceof TombstonesRefused) {
    return failure(AREA, error.message, `write it anew: \`liaison tombstones > ${path}\``);
  }
  const message = error instanceof Error ? error.message : String(error);
  return failure(AREA, `it cannot be compared: ${message}`, 'mend that, then look again');
}
