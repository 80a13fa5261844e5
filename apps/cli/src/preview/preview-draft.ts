import { readFile } from 'node:fs/promises';
import type { JsonObject, PreviewResult } from '@liaison/contracts';
import { CommandFailed } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { printJson } from '../output.js';
import { previewText } from './preview-text.js';

export interface PreviewFlags extends OperatorOptions {
  readonly user: string;
  readonly viewer?: readonly string[];
  readonly days?: number;
  readonly from?: string;
}

/** What a draft would tell whom over the next days; nothing is stored. */
export async function previewDraft(file: string, flags: PreviewFlags): Promise<void> {
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

/** The JSON object in a file. Throws `CommandFailed`. */
export async function documentIn(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailed(
      `${file} cannot be read: ${String(error)}`,
      'name a file that can be read',
      'unreadable-file',
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
  throw new CommandFailed(
    `${file} holds no JSON object${why}`,
    'give a profile document as JSON',
    'unreadable-file',
  );
}
