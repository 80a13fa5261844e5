import { constants } from 'node:fs';
import { access, chmod, copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findEngine, startEngine } from '@liaison/bus';
import type { Settings } from '@liaison/contracts';
import { environment, readSettings } from '@liaison/runtime/settings';
import type { RestoreFlags } from '../commands/backup.js';
import { DataFolder } from '../data-folder.js';
import { CommandFailed } from '../failure.js';
import { operatorSettings } from '../operator.js';
import { withMasterKey } from './master-key.js';

/** Keeps the master key beside what is restored, once nothing is refused any more; answers where. */
export type KeepKey = () => Promise<string>;

/**
 * Works with the settings of the engine to restore into: the one the environment names, or, with
 * `--into`, one of our own on that folder for as long as it takes.
 */
export async function withTarget(
  flags: RestoreFlags,
  work: (settings: Settings, keepKey?: KeepKey) => Promise<void>,
): Promise<void> {
  if (flags.check === true) return work(withMasterKey(readSettings(environment), flags.masterKey));
  if (flags.into === undefined) {
    return work(withMasterKey(await operatorSettings(), flags.masterKey));
  }
  const folder = new DataFolder(resolve(flags.into));
  const own = join(folder.path, 'master.key');
  const masterKeyFile = flags.masterKey ?? own;
  await requireReadable(masterKeyFile, flags);
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
    const settings = withMasterKey({ ...readSettings(environment), ...found }, masterKeyFile);
    await work(settings, () => keepKey(masterKeyFile, own));
  } finally {
    await engine.stop();
  }
}

async function requireReadable(file: string, { masterKey }: RestoreFlags): Promise<void> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(
      `the master key's file ${file} cannot be read (${error.code ?? error.message})`,
      masterKey === undefined
        ? 'name the one that was kept apart from the backup: --master-key FILE'
        : 'name the file that was kept apart from the backup',
      'unreadable-file',
    );
  });
}

/** What is there already is of a restore that was interrupted, or of another system. */
async function keepKey(named: string, own: string): Promise<string> {
  if (resolve(named) === own) return own;
  await copyFile(named, own, constants.COPYFILE_EXCL).catch(
    async (error: NodeJS.ErrnoException) => {
      const isSame = error.code === 'EEXIST' && (await textOf(named)) === (await textOf(own));
      if (isSame) return;
      throw new CommandFailed(
        `${own} is not the master key that was named (${error.code ?? error.message})`,
        'name a folder that holds nothing',
        'engine-not-empty',
      );
    },
  );
  await chmod(own, 0o600);
  return own;
}

const textOf = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim();
