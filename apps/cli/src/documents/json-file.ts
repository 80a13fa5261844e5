import { readFile } from 'node:fs/promises';
import type { JsonObject } from '@liaison/contracts';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { CommandFailed } from '../failure.js';

/** The JSON object in a file. Throws `CommandFailed`, which names the file, the line and what is wrong. */
export async function objectIn(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandFailed(
      `${file} cannot be read: ${(error as Error).message}`,
      'name a file that can be read',
      'unreadable-file',
    );
  });
  const read = jsonOf(text, file);
  if (typeof read === 'object' && read !== null && !Array.isArray(read)) return read as JsonObject;
  throw new CommandFailed(
    `${file} holds ${Array.isArray(read) ? 'a list' : 'a single value'}, and no JSON object`,
    'give a document in braces: {"profile": …}',
    'unreadable-file',
  );
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailed(
      `${file}${fault(text) ?? `: ${(error as Error).message}`}`,
      'correct the file there: it is to be JSON, without comments',
      'unreadable-file',
    );
  }
}

/** Where it stops being JSON, and why; undefined: that is not known. */
function fault(text: string): string | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (first === undefined) return undefined;
  const before = text.slice(0, first.offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  return `, line ${before.length}, column ${column}: ${inWords(printParseErrorCode(first.error))}`;
}

/** `CommaExpected`: comma expected. */
const inWords = (code: string): string => code.replaceAll(/(?!^)([A-Z])/g, ' $1').toLowerCase();
