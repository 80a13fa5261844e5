import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findEngine, startEngine } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { environment, readSettings } from '@liaison/runtime/settings';
import type { RestoreFlags } from '../commands/backup.js';
import { DataFolder } from '../data-folder.js';
import { CommandFailed } from '../failure.js';
import { operatorSettings } from '../operator.js';
import { withMasterKey } from './master-key.js';

/**
 * Works with the settings of the engine to restore into: the one the environment names, or, with
 * `--into`, one of our own on that folder for as long as it takes.
 */
export async function withTarget(
  flags: RestoreFlags,
  work: (settings: Settings) => Promise<void>,
): Promise<void> {
  if (flags.check === true) return work(withMasterKey(readSettings(environment), flags.masterKey));
  if (flags.into === undefined) {
    return work(withMasterKey(await operatorSettings(), flags.masterKey));
  }
  const folder = new DataFolder(resolve(flags.into));
  const masterKeyFile = await ownMasterKey(folder.path, flags.masterKey);
  const engine = await startEngine({
    data: folder.engine,
    prefix: readSettings(environment).prefix,
    binary: findEngine(environment),
    sync: 'default',
    apart: true,
  });
  try {
    const { url: natsUrl, seedFile: natsSeedFile } = engine;
    const found = { natsUrl, natsSeedFile };
    await work(withMasterKey({ ...readSettings(environment), ...found }, masterKeyFile));
  } finally {
    await engine.stop();
  }
}

/** The folder's own master key; where it has none, a copy of the one that is named. */
async function ownMasterKey(folder: string, named: string | undefined): Promise<string> {
  const own = join(folder, 'master.key');
  const isThere = await access(own).then(
    () => true,
    () => false,
  );
  if (isThere || named === undefined) return own;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(named, own, constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(
      `the master key's file ${named} cannot be read (${error.code ?? error.message})`,
      'name the file that was kept apart from the backup',
      'unreadable-file',
    );
  });
  await chmod(own, 0o600);
  return own;
}
