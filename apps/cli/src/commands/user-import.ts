import { Option } from 'commander';
import { exitWith } from '../failure.js';
import type { Family } from '../family.js';
import type { ImportFlags } from '../import/import-users.js';

const HELP = `
A CSV file names its columns in its first line; a line of a JSON lines file is an object. Both know
  login         what they log in with
  name          how others see them (the login otherwise)
  id            an id of your own choice (not in production)
  passwordHash  argon2id as a PHC string (it has commas: quote it in CSV); without it they get a password by \`user password\`
A login is brought in once however often: repeat an import that was interrupted, or whose refused
lines are corrected. Exit code 1: lines were refused; 130: stopped before the end.`;

/** `liaison user import FILE`. */
export function importCommand(user: Family): void {
  user({
    name: 'import',
    about: 'register users by the thousand, from a CSV or JSON lines file',
    example: 'user import people.csv',
  })
    .argument('<file>', '.csv or .jsonl')
    .addOption(new Option('--format <format>', 'what the file is').choices(['csv', 'jsonl']))
    .addHelpText('after', HELP)
    .action((file: string, flags: ImportFlags) =>
      exitWith(async () => {
        const { importUsers } = await import('../import/import-users.js');
        await importUsers(file, flags);
      }),
    );
}
