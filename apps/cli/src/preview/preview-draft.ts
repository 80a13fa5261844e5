import type { PreviewResult } from '@liaison/contracts';
import { objectIn } from '../documents/json-file.js';
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
  const profile = await objectIn(file);
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
