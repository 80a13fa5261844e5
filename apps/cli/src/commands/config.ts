import { environment, readSettings, settingsTable } from '@liaison/runtime';
import type { Command } from 'commander';
import { exitWith } from '../failure.js';
import { printJson, printTable } from '../output.js';

/** `liaison config`: every setting, what it is now, what it does; secrets masked. */
export function configCommand(parent: Command): void {
  parent
    .command('config')
    .description('every setting, its value here and its meaning; secrets are masked')
    .option('--json', 'as JSON')
    .action((flags: { readonly json?: true }) =>
      exitWith(() => {
        const rows = settingsTable(readSettings(environment));
        if (flags.json === true) printJson({ items: rows });
        else {
          printTable(
            ['SETTING', 'VALUE', 'DEFAULT', 'ABOUT'],
            rows.map((row) => [row.env, row.value, row.default, row.about]),
          );
        }
        return Promise.resolve();
      }),
    );
}
