import { readFile } from 'node:fs/promises';
import { type JsonObject, PREVIEW_DAYS_MAX, type PreviewResult } from '@liaison/contracts';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandFailed, exitWith } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson } from '../output.js';
import { previewText } from '../preview/preview-text.js';

interface PreviewFlags extends OperatorOptions {
  readonly user: string;
  readonly viewer?: readonly string[];
  readonly days?: number;
  readonly from?: string;
}

/** `liaison profile preview`: what a draft would tell whom over the next days. */
export function profileCommand(parent: Command, data: (command: Command) => Command): void {
  const profile = parent.command('profile').description('what users upload');
  data(profile.command('preview').argument('<file>', 'a profile document, JSON'))
    .description('what a draft would tell each contact over the next days; nothing is stored')
    .requiredOption('--user <user>', 'whose draft it is')
    .option('--viewer <user...>', 'about these viewers too, contacts or not')
    .addOption(daysOption())
    .option('--from <instant>', 'begin then instead of now (2026-10-24T22:00:00.000Z)')
    .addHelpText('after', '\nExample:\n  $ npx liaison profile preview work.json --user alice')
    .action((file: string, flags: PreviewFlags) => exitWith(() => preview(file, flags)));
}

function daysOption(): Option {
  return new Option(
    '--days <n>',
    'for so many days (otherwise 7, or as far as can be told at once)',
  ).argParser((text) => {
    const days = /^\d{1,2}$/.test(text) ? Number(text) : 0;
    if (days >= 1 && days <= PREVIEW_DAYS_MAX) return days;
    throw new InvalidArgumentError(`Give a number of days, 1 to ${PREVIEW_DAYS_MAX}.`);
  });
}

async function preview(file: string, flags: PreviewFlags): Promise<void> {
  const profile = await documentIn(file);
  const { user, viewer, days, from } = flags;
  const result = await withOperator(flags, (operator) =>
    operator.send('availability', 'profile.preview', {
      user,
      profile,
      ...(viewer === undefined ? {} : { viewers: viewer }),
      ...(days === undefined ? {} : { days }),
      ...(from === undefined ? {} : { from }),
    }),
  );
  if (flags.json === true) return printJson(result);
  process.stdout.write(previewText(user, result as unknown as PreviewResult));
}

async function documentIn(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailed(
      `${file} cannot be read: ${String(error)}`,
      'name a file that can be read',
    );
  });
  let why = '';
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return read as JsonObject;
    }
  } catch (error) {
    why = `: ${error instanceof Error ? error.message : String(error)}`;
  }
  throw new CommandFailed(`${file} holds no JSON object${why}`, 'give a profile document as JSON');
}
