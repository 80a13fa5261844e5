import type { Settings } from '@liaison/contracts';
import { masterKeyOf } from '@liaison/store';
import { type Finding, failure, fine, warning } from './finding.js';

/** Whether the master key is there, well-formed, and readable by its owner alone. */
export async function masterKeyFinding(
  settings: Pick<Settings, 'masterKey' | 'masterKeyFile'>,
): Promise<Finding> {
  const { masterKey, masterKeyFile } = settings;
  if (masterKey === '' && masterKeyFile === '') {
    return warning(
      'master key',
      'it is not known here',
      'run this where auth runs, with its LIAISON_MASTER_KEY_FILE; keep a copy of the key elsewhere',
    );
  }
  try {
    await masterKeyOf(settings);
    const where =
      masterKey === '' ? `in ${masterKeyFile}, for its owner alone` : 'in LIAISON_MASTER_KEY';
    return fine('master key', `there, ${where}; keep a copy elsewhere`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failure(
      'master key',
      message,
      'without it nothing sealed can be read: restore its copy',
    );
  }
}
