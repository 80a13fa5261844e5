import { readFile } from 'node:fs/promises';
import { connectBus } from '@liaison/bus';
import {
  TombstonesRefused,
  erasedIn,
  headLine,
  readTombstones,
  tombstoneLine,
} from '@liaison/store';
import type { TombstonesFlags } from '../commands/backup.js';
import { CommandFailed } from '../failure.js';
import { operatorSettings } from '../operator.js';
import { printJson } from '../output.js';
import { withKeys } from './keys.js';
import { withMasterKey } from './master-key.js';

/** `liaison tombstones`: the list as the running system knows it. */
export async function printTombstones(flags: TombstonesFlags): Promise<void> {
  const settings = withMasterKey(await operatorSettings(flags.data), flags.masterKey);
  const bus = await connectBus(settings, 'tombstones');
  try {
    await withKeys(bus, settings, async (keys, masterKey) => {
      const users = new Set<string>();
      for await (const entry of keys.entries()) {
        const user = erasedIn(entry);
        if (user !== undefined) users.add(user);
      }
      if (flags.json === true) return printJson({ items: [...users] });
      const lines = [...users].map((user) => tombstoneLine(masterKey, user));
      process.stdout.write(headLine(masterKey) + lines.join(''));
    });
  } finally {
    await bus.close();
  }
}

/** All users of all lists. Throws `CommandFailed`. */
export async function usersOfLists(
  files: readonly string[],
  masterKey: Uint8Array,
): Promise<ReadonlySet<string>> {
  const users = new Set<string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw refused(`the list of tombstones ${file} cannot be read (${error.code ?? ''})`, TAKE_IT);
    });
    try {
      for (const user of readTombstones(masterKey, text, file)) users.add(user);
    } catch (error) {
      if (!(error instanceof TombstonesRefused)) throw error;
      throw refused(error.message, TAKE_IT);
    }
  }
  return users;
}

const TAKE_IT =
  'take the list that auth keeps beside the master key (LIAISON_TOMBSTONES_FILE), of every replica that keeps its own';

function refused(message: string, fix: string): CommandFailed {
  return new CommandFailed(message, fix, 'tombstones-refused');
}

/** A list that lacks somebody whom the backup knows to be erased is older than the backup. Throws `CommandFailed`. */
export function refuseOlderList(listed: ReadonlySet<string>, inBackup: ReadonlySet<string>): void {
  const missing = [...inBackup].filter((user) => !listed.has(user));
  if (missing.length === 0) return;
  throw refused(
    `the list of tombstones is older than the backup: it lacks ${missing.length} of the users who are erased in it`,
    TAKE_IT,
  );
}
