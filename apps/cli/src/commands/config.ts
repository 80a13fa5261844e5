import type { Command } from 'commander';
import { withExamples } from '../examples.js';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorOptions, operatorSettings } from '../operator.js';
import { printJson, printTable } from '../output.js';

/** `liaison config show`, also without `show`: every setting, what it is now, what it does; secrets masked. */
export function configCommand(parent: Command): void {
  const config = parent.command('config').description('the settings of every program');
  const showing = config
    .command('show', { isDefault: true })
    .description('every setting, its value here and its meaning; secrets are masked')
    .argument('[setting]', 'this one alone, as LIAISON_PARTITIONS')
    .option('--json', 'answer as JSON')
    .option('--data <folder>', 'as commands have it that are told the same folder');
  withExamples(showing, 'config show LIAISON_PARTITIONS').action(
    (setting: string | undefined, flags: OperatorOptions) => exitWith(() => show(setting, flags)),
  );
}

async function show(setting: string | undefined, flags: OperatorOptions): Promise<void> {
  const { environment, readSettings, settingsTable } = await import('@liaison/runtime/settings');
  const here = readSettings(environment);
  const all = settingsTable(flags.data === undefined ? here : await operatorSettings(flags.data));
  const rows = setting === undefined ? all : all.filter(({ env }) => env === setting);
  if (rows.length === 0) {
    throw new CommandFailed(
      `there is no setting ${setting}`,
      '`npx liaison config show` lists those there are',
      'unknown-setting',
    );
  }
  if (flags.json === true) return printJson({ items: rows });
  printTable(
    ['SETTING', 'VALUE', 'DEFAULT', 'ABOUT'],
    rows.map((row) => [row.env, row.value, row.default, row.about]),
  );
}
