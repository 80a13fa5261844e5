import { userInfo } from 'node:os';
import {
  type Bus,
  beginRestoring,
  connectBus,
  endRestoring,
  ensureLayout,
  eraseShut,
  inParallel,
  restoreStream,
} from '@liaison/bus';
import { LOG_IN_BACKUP, type Settings, crashPoint } from '@liaison/contracts';
import { SystemClock, crashAt } from '@liaison/runtime';
import {
  type KeyStore,
  TombstoneFile,
  erasedIn,
  masterKeyOf,
  tombstoneOf,
  tombstonesFileOf,
} from '@liaison/store';
import type { RestoreFlags } from '../commands/backup.js';
import { CommandFailed } from '../failure.js';
import { summary } from './back-up.js';
import { readKeys } from './keys-file.js';
import { withKeys } from './keys.js';
import { type Manifest, type StreamPart, checkedManifest } from './manifest.js';
import { chunksOf } from './part-file.js';
import { type Report, reportOf } from './report.js';
import { withTarget } from './target.js';
import { refuseOlderList, usersOfLists } from './tombstones.js';

/** Each waits for the store's disk. */
const KEYS_AT_ONCE = 16;

/** `liaison restore FOLDER`: a backup, checked first, into an engine that holds nothing of ours. */
export async function restore(folder: string, flags: RestoreFlags): Promise<void> {
  await withTarget(flags, async (settings, keepKey) => {
    crashAt(settings.crashAt, () => undefined);
    const masterKey = await masterKeyOf(settings);
    const manifest = await checkedManifest(folder, masterKey);
    refuseOther(manifest, settings);
    const erased = await erasedOf(folder, manifest, flags, masterKey);
    if (keepKey !== undefined) await listBeside(await keepKey(), erased, masterKey);
    const report = reportOf(flags.json === true, flags.check === true ? 'checked' : 'restored');
    if (flags.check !== true) {
      const bus = await connectBus(settings, 'restore');
      try {
        await restoreInto(bus, settings, { folder, manifest, erased, report });
      } finally {
        await bus.close();
      }
    }
    report.done({ backup: folder, ...summary(manifest), erased: erased.size });
  });
}

/** Who is erased is listed beside the restored system's master key too: of some the log knows nothing. */
async function listBeside(
  masterKeyFile: string,
  erased: ReadonlySet<string>,
  masterKey: Uint8Array,
): Promise<void> {
  const path = tombstonesFileOf({ masterKeyFile, tombstonesFile: '' });
  const list = await TombstoneFile.open(path, masterKey);
  for (const user of erased) await list.note(user);
}

interface Restoring {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly erased: ReadonlySet<string>;
  readonly report: Report;
}

/** Which keys, and whether an interrupted restore may have put some back. */
interface RestoringKeys extends Pick<Restoring, 'folder' | 'manifest' | 'erased'> {
  readonly isAgain: boolean;
}

async function restoreInto(bus: Bus, settings: Settings, parts: Restoring): Promise<void> {
  const { folder, manifest, erased, report } = parts;
  const { inTheWay, isAgain } = await beginRestoring(bus, settings);
  if (inTheWay.length > 0) {
    throw new CommandFailed(
      `the engine is not empty: it holds ${inTheWay.slice(0, 3).join(', ')}`,
      'restore into an engine on a folder of its own, before any program of Liaison is started on it',
      'engine-not-empty',
    );
  }
  for (const part of manifest.streams) {
    await restoreOne(bus, folder, part, settings);
    crashPoint('after-stream');
    report.progress(part.stream, part.bytes, true);
  }
  await ensureLayout(bus, settings);
  await restoreKeys(bus, settings, { folder, manifest, erased, isAgain });
  crashPoint('after-keys');
  report.progress('KEYS', manifest.keys.bytes, true);
  const clock = new SystemClock(bus.times);
  const actor = `operator/${userInfo().username}`;
  for (const user of erased) await eraseShut(bus, clock, user, actor);
  await endRestoring(bus);
}

/** The same sequences and times, in as many copies as are wanted here. */
async function restoreOne(
  bus: Bus,
  folder: string,
  { stream, file, config, state }: StreamPart,
  { replicas }: Settings,
): Promise<void> {
  const cut = { config: { ...config, num_replicas: replicas }, state };
  const made = await restoreStream(bus, cut, chunksOf(folder, file));
  // Of an empty stream the engine counts the first sequence in two ways.
  const begins = state.messages === 0 || made.first_seq === state.first_seq;
  const isSame = made.messages === state.messages && begins;
  // What is kept for a time only may be over by now.
  const isWhole = LOG_IN_BACKUP.has(stream) ? isSame : made.messages <= state.messages;
  if (isWhole && made.last_seq === state.last_seq) return;
  throw new CommandFailed(
    `stream ${stream} holds ${made.messages} messages up to ${made.last_seq} after the restore, in the backup ` +
      `${state.messages} up to ${state.last_seq}`,
    'see the log of nats-server; restore again, or take another backup',
    'backup-refused',
  );
}

/** Keys, secrets and logins of everybody but the erased: of these only tombstones ever come near the engine. */
async function restoreKeys(
  bus: Bus,
  settings: Settings,
  { folder, manifest, erased, isAgain }: RestoringKeys,
): Promise<void> {
  await withKeys(bus, settings, async (keys) => {
    if (!isAgain && (await holdsSome(keys))) throw keysNotEmpty();
    const entries = readKeys(folder, manifest.keys)[Symbol.asyncIterator]();
    // Each takes the next one that is read.
    await inParallel(Array(KEYS_AT_ONCE).keys(), KEYS_AT_ONCE, async () => {
      for (let next = await entries.next(); next.done !== true; next = await entries.next()) {
        if (!erased.has(next.value.user)) await keys.putBack(next.value);
      }
    });
    await inParallel(erased, KEYS_AT_ONCE, (user) => keys.putBack(tombstoneOf(user)));
  });
}

/** An engine that is empty holds none; a database may hold those of another log. */
async function holdsSome(keys: KeyStore): Promise<boolean> {
  for await (const _ of keys.entries()) return true;
  return false;
}

const keysNotEmpty = (): CommandFailed =>
  new CommandFailed(
    'the key store is not empty: LIAISON_MONGODB_URL names a database with keys of another log',
    'name an empty database, and an empty engine again',
    'engine-not-empty',
  );

/** Everybody who is erased by the current list, which has to be given. Throws `CommandFailed`. */
async function erasedOf(
  folder: string,
  manifest: Manifest,
  { tombstones }: RestoreFlags,
  masterKey: Uint8Array,
): Promise<ReadonlySet<string>> {
  const listed = await usersOfLists(tombstones, masterKey);
  const inBackup = new Set<string>();
  for await (const entry of readKeys(folder, manifest.keys)) {
    const user = erasedIn(entry);
    if (user !== undefined) inBackup.add(user);
  }
  refuseOlderList(listed, inBackup);
  return listed;
}

/** Subjects hold the prefix, and the partition: neither can be another one. */
function refuseOther(manifest: Manifest, { prefix, partitions }: Settings): void {
  const wanted = { LIAISON_PREFIX: manifest.prefix, LIAISON_PARTITIONS: manifest.partitions };
  const actual = { LIAISON_PREFIX: prefix, LIAISON_PARTITIONS: partitions };
  if (manifest.prefix === prefix && manifest.partitions === partitions) return;
  throw new CommandFailed(
    `the backup was made with ${JSON.stringify(wanted)}, here is ${JSON.stringify(actual)}`,
    `set LIAISON_PREFIX to ${manifest.prefix} and LIAISON_PARTITIONS to ${manifest.partitions}`,
    'backup-refused',
  );
}
