import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CsvError, parse } from 'csv-parse/sync';
import { CommandFailed } from '../failure.js';
import { COLUMNS, type RefusedLine, type UserLine, refusedLine, userLine } from './line.js';

export type Format = 'csv' | 'jsonl';

/** Characters of one line at most: longer than any that could be taken. */
const LINE_CHARS_MAX = 16_384;

/** A file of users to be read once, a line after the other. */
export interface UserFile {
  readonly bytes: number;
  /** Of them already read. */
  readonly read: () => number;
  readonly lines: AsyncIterable<UserLine>;
}

/** Opens a file; throws `CommandFailed` where it cannot be read. */
export async function openUserFile(path: string, format: Format): Promise<UserFile> {
  const { size } = await stat(path).catch((error: Error) => {
    throw new CommandFailed(
      `${path} cannot be read (${error.message})`,
      'name a file that can',
      'unreadable-file',
    );
  });
  const source = createReadStream(path);
  const lines = format === 'csv' ? csvLines(source) : jsonLines(source);
  return { bytes: size, read: () => source.bytesRead, lines };
}

/**
 * RFC 4180, with a first line that names the columns. A line is a user, so no quoted text goes on in the
 * next one: a quote that is left open spoils its own line and no other.
 */
async function* csvLines(source: NodeJS.ReadableStream): AsyncIterable<UserLine> {
  let columns: readonly string[] | undefined;
  let line = 0;
  for await (const text of linesOf(source)) {
    line++;
    if (text.trim() === '') continue;
    const fields = fieldsOf(line, line === 1 ? text.replace(/^\uFEFF/, '') : text);
    if (columns === undefined) columns = checkedColumns(fields);
    else yield csvLine(line, fields, columns);
  }
}

function csvLine(
  line: number,
  fields: readonly string[] | RefusedLine,
  columns: readonly string[],
): UserLine {
  if ('code' in fields) return fields;
  if (fields.length === columns.length) {
    return userLine(line, Object.fromEntries(columns.map((name, at) => [name, fields[at] ?? ''])));
  }
  const message = `the line has ${fields.length} fields, the first line names ${columns.length}`;
  return refusedLine(line, 'malformed', message);
}

function fieldsOf(line: number, text: string): readonly string[] | RefusedLine {
  if (text.length > LINE_CHARS_MAX) return refusedLine(line, 'too-large');
  try {
    const [fields = []] = parse(text, { trim: true }) as readonly (readonly string[])[];
    return fields;
  } catch (error) {
    const isOpen = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED';
    const message = isOpen ? 'a quote is not closed on this line' : 'the line is no CSV';
    return refusedLine(line, 'malformed', message);
  }
}

function checkedColumns(columns: readonly string[] | RefusedLine): readonly string[] {
  const named = 'code' in columns ? [] : columns;
  const unknown = named.filter((column) => !COLUMNS.includes(column));
  if (unknown.length === 0 && named.includes('login')) return named;
  throw new CommandFailed(
    unknown.length > 0
      ? `malformed: the first line names ${unknown.join(', ')}`
      : 'malformed: the first line names no column login',
    `name columns in the first line: login, and of ${COLUMNS.slice(1).join(', ')} what there is`,
    'malformed',
  );
}

async function* jsonLines(source: NodeJS.ReadableStream): AsyncIterable<UserLine> {
  let line = 0;
  for await (const text of createInterface({
    input: source,
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line++;
    if (text.trim() !== '') yield jsonLine(line, text);
  }
}

function jsonLine(line: number, text: string): UserLine {
  if (text.length > LINE_CHARS_MAX) return refusedLine(line, 'too-large');
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) {
      return userLine(line, said as Record<string, unknown>);
    }
  } catch {
    // Said below.
  }
  return refusedLine(line, 'malformed', 'the line is no JSON object');
}

function linesOf(source: NodeJS.ReadableStream): AsyncIterable<string> {
  return createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
}
