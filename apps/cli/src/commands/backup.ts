import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import type { OperatorFlags } from '../family.js';
import type { OperatorOptions } from '../operator.js';

interface MasterKeyFlag {
  /** File of the master key; absent: what the settings say. */
  readonly masterKey?: string;
}

/** Flags of `liaison backup`. */
export type BackupFlags = OperatorOptions & MasterKeyFlag;

/** Flags of `liaison tombstones`. */
export type TombstonesFlags = OperatorOptions & MasterKeyFlag;

/** Flags of `liaison restore`. */
export interface RestoreFlags extends MasterKeyFlag {
  readonly tombstones: readonly string[];
  readonly into?: string;
  readonly check?: true;
  readonly json?: true;
}

const MASTER_KEY = [
  '--master-key <file>',
  'file of the master key (else LIAISON_MASTER_KEY_FILE)',
] as const;

const BACKUP_HELP = `
The folder then holds the log, what waits for services and users, keys and secrets (wrapped by the master
key) and a manifest with the hash of each, sealed by the master key. Neither the master key nor the list
of tombstones is in it: keep both, elsewhere. What services say of users lies open in it, as in the log.
The system runs on meanwhile; what comes after the backup was begun may not be in it.
Exit codes: 0 written and compared; 1 refused or failed, the folder is no backup; 2 wrong usage.`;

const RESTORE_HELP = `
First everything is compared with the manifest; then the engine, which must hold nothing of Liaison, is
given the same log under the same sequences, and all that follows from it is built when the programs start.
The list of tombstones must be the current one, as auth keeps it beside the master key
(LIAISON_TOMBSTONES_FILE; of several replicas, all their lists). Whoever is on it stays erased: no key of
theirs is restored, and where the backup is older than the erasure, it is written into the log again.
A restore that was interrupted is run again: until one has ended, no program starts on that engine.
Exit codes: 0 restored, or with --check fit to be; 1 refused or failed, with the part; 2 wrong usage.`;

/** `liaison backup`, `liaison restore` and `liaison tombstones`. */
export function backupCommands(parent: Command, flags: OperatorFlags): void {
  const backup = flags(parent.command('backup'))
    .description(
      'write down the log, keys and settings of a running system, and compare what was written',
    )
    .argument('<folder>', 'a new folder')
    .option(...MASTER_KEY)
    .addHelpText('after', BACKUP_HELP);
  withExamples(backup, 'backup backup-1').action((folder: string, options: BackupFlags) =>
    exitWith(async () => {
      const { backUp } = await import('../backup/back-up.js');
      await backUp(folder, options);
    }),
  );
  const tombstones = flags(parent.command('tombstones'))
    .description('the list of erased users, as the running system knows it: `restore` demands it')
    .option(...MASTER_KEY);
  withExamples(tombstones, 'tombstones').action((options: TombstonesFlags) =>
    exitWith(async () => {
      const { printTombstones } = await import('../backup/tombstones.js');
      await printTombstones(options);
    }),
  );
  restoreCommand(parent);
}

function restoreCommand(parent: Command): void {
  const restoring = parent
    .command('restore')
    .description('restore a backup into an empty engine')
    .argument('<folder>', 'a folder that `backup` made')
    .requiredOption('--tombstones <file...>', 'the current list of erased users, or several')
    .option(
      '--into <folder>',
      'a data folder of its own, for `npm start -- --data`; else the engine of LIAISON_NATS_URL',
    )
    .option(...MASTER_KEY)
    .option('--check', 'compare everything, restore nothing')
    .option('--json', 'say it as JSON')
    .addHelpText('after', RESTORE_HELP);
  withExamples(
    restoring,
    'restore backup-1 --tombstones erased-users --master-key master.key --check',
    'restore backup-1 --tombstones erased-users --master-key master.key --into restored',
  ).action((folder: string, options: RestoreFlags) =>
    exitWith(async () => {
      const { restore } = await import('../backup/restore.js');
      await restore(folder, options);
    }),
  );
}
