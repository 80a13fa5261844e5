import { extname } from 'node:path';
import { CommandFailed } from '../failure.js';
import { type OperatorOptions, withOperator } from '../operator.js';
import { whenAskedToStop } from '../signals.js';
import { type Format, openUserFile } from './file.js';
import { Importing } from './importing.js';
import { jsonReport, plainReport } from './report.js';

export interface ImportFlags extends OperatorOptions {
  readonly format?: Format;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
};
const REFUSED = 1;
const INTERRUPTED = 130;

/** Imports a file; the exit code says whether all of it was taken. */
export async function importUsers(path: string, flags: ImportFlags): Promise<void> {
  const file = await openUserFile(path, flags.format ?? formatOf(path));
  const report = flags.json === true ? jsonReport() : plainReport(file);
  const stopping = new AbortController();
  void whenAskedToStop().then(() => stopping.abort());
  const { signal } = stopping;
  await withOperator(flags, async (operator) => {
    const importing = new Importing(operator, { ...report, signal });
    const isWhole = (): boolean => !signal.aborted;
    try {
      await importing.run(file.lines);
    } catch (error) {
      if (importing.counts.lines > 0) report.done(importing.counts, false);
      throw error;
    }
    report.done(importing.counts, isWhole());
    if (!isWhole()) process.exitCode = INTERRUPTED;
    else if (importing.counts.refused > 0) process.exitCode = REFUSED;
  });
}

function formatOf(path: string): Format {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new CommandFailed(
    `${path} does not say what it is by its name`,
    'call it .csv or .jsonl, or give --format csv or --format jsonl',
    'usage',
  );
}
