import type { Settings } from '@liaison/contracts';

/** The settings with the master key's file that was named; as they are where none was. */
export function withMasterKey(settings: Settings, file: string | undefined): Settings {
  return file === undefined ? settings : { ...settings, masterKey: '', masterKeyFile: file };
}
