import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { withExamples } from '../examples.js';
import { exitWith } from '../failure.js';
import { type OperatorFlags, familyOf } from '../family.js';
import type { PartitionFlags } from '../projections/at-work.js';
import type { RebuildFlags } from '../projections/rebuild.js';

/** The projections that keep rows; all others are made of last facts at every start. */
const PROJECTIONS = ['availability'];

const VERIFY_HELP = `
Every row is compared byte for byte with the fold of the log up to the row's own sequence, and so is
what STATE says. Nothing is stored and nothing sent. Exit code 1: something differs, each by its name;
130: stopped before the end. It opens what facts seal: run it where the master key is known.`;

const REBUILD_HELP = `
The system goes on meanwhile: rows are built beside those that hold, compared with them, and put in
their place; users are told nothing but what changes for them. Ctrl-C ends this command alone: what
held goes on to hold, its owners go on, and what was built is kept. Repeat it, or one that was killed,
and it goes on; of a dry run that is stopped nothing is kept. One rebuild goes on at a time, a second is
refused. How far it is, is said each second in a terminal, as JSON lines with --json, else every ten
seconds. Exit code 130: stopped before the end. It opens what facts seal: run it where the master key
is known.`;

/** `liaison verify projections` and `liaison rebuild PROJECTION`. */
export function projectionCommands(parent: Command, flags: OperatorFlags): void {
  const about = 'whether what is kept is what the log comes to';
  const verify = familyOf(parent.command('verify'), about, flags);
  withPartition(
    verify({
      name: 'projections',
      about: 'fold the log afresh, and name each row that differs',
      example: 'verify projections',
    }),
  )
    .addOption(new Option('--projection <projection>', 'this one alone').choices(PROJECTIONS))
    .addHelpText('after', VERIFY_HELP)
    .action((options: PartitionFlags) =>
      exitWith(async () => {
        const { verifyProjections } = await import('../projections/verify.js');
        await verifyProjections(options);
      }),
    );
  const rebuild = withPartition(flags(parent.command('rebuild')))
    .description("build a projection's rows anew from the log, beside the living system")
    .addArgument(new Argument('<projection>', 'whose rows').choices(PROJECTIONS))
    .option('--dry-run', 'build and compare, and leave everything as it is');
  withExamples(rebuild, 'rebuild availability --dry-run')
    .addHelpText('after', REBUILD_HELP)
    .action((_projection: string, options: RebuildFlags) =>
      exitWith(async () => {
        const { rebuildProjection } = await import('../projections/rebuild.js');
        await rebuildProjection(options);
      }),
    );
}

function withPartition(command: Command): Command {
  return command.addOption(
    new Option('--partition <p>', 'this partition alone').argParser((text) => {
      if (/^\d{1,3}$/.test(text)) return Number(text);
      throw new InvalidArgumentError('Give a partition’s number, from 0 on.');
    }),
  );
}
