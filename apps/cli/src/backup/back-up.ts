import { mkdir, readdir } from 'node:fs/promises';
import { connectBus } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { settingsTable } from '@liaison/runtime/settings';
import type { BackupFlags } from '../commands/backup.js';
import { CommandFailed } from '../failure.js';
import { operatorSettings } from '../operator.js';
import { VERSION } from '../version.js';
import { takeCut } from './cut.js';
import { withKeys } from './keys.js';
import { writeKeys } from './keys-file.js';
import { type Manifest, checkedManifest, writeManifest } from './manifest.js';
import { notWritten } from './part-file.js';
import { withMasterKey } from './master-key.js';
import { reportOf } from './report.js';

const OWNER_ONLY = 0o700;

/** `liaison backup FOLDER`: all of a running system, written down and compared with what was written. */
export async function backUp(folder: string, flags: BackupFlags): Promise<void> {
  const settings = withMasterKey(await operatorSettings(flags.data), flags.masterKey);
  const report = reportOf(flags.json === true, 'written and compared');
  const bus = await connectBus(settings, 'backup');
  try {
    const manifest = await withKeys(bus, settings, async (keys, masterKey) => {
      await makeFolder(folder);
      const made = bus.times.fromEngine(Date.now());
      const cut = await takeCut(bus, folder, report.progress);
      // Last: whoever is in the log by now has a key, or a tombstone.
      const kept = await writeKeys(keys, folder);
      report.progress('KEYS', kept.bytes, true);
      const { prefix, partitions } = settings;
      await writeManifest(folder, masterKey, {
        version: VERSION,
        made: new Date(made).toISOString(),
        prefix,
        partitions,
        ...cut,
        keys: kept,
        settings: shown(settings),
      });
      return checkedManifest(folder, masterKey);
    });
    report.done({ backup: folder, ...summary(manifest) });
    if (manifest.unsettled > 0) report.warn(unsettled(manifest.unsettled));
  } finally {
    await bus.close();
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY }).catch((error: unknown) => {
    throw notWritten(folder, error);
  });
  if ((await readdir(folder)).length === 0) return;
  throw new CommandFailed(
    `${folder} is not empty`,
    'name a folder that does not exist yet: a backup is never written over another',
    'folder-not-empty',
  );
}

function shown(settings: Settings): Record<string, string> {
  return Object.fromEntries(settingsTable(settings).map(({ env, value }) => [env, value]));
}

/** What is said of a backup, for machines and people. */
export function summary({ made, streams, keys, unsettled: moved }: Manifest) {
  return {
    made,
    streams: streams.map(({ stream, bytes, state }) => ({
      stream,
      messages: state.messages,
      last: state.last_seq,
      bytes,
    })),
    keys: keys.entries,
    unsettled: moved,
  };
}

const unsettled = (count: number): string =>
  `${count} notifications were parked, replayed or had expired meanwhile: restored, they may be missing; ` +
  'take another backup at a quieter time if that matters';
