import { SingleBar } from 'cli-progress';
import { printJson, printTable } from '../output.js';
import type { Counts, ImportWatch } from './importing.js';
import type { UserFile } from './file.js';
import type { RefusedLine } from './line.js';

/** Lines between two JSON lines of progress. */
const EVERY = 1_000;

/** What is shown of an import while it goes on, and at its end. */
export interface Report extends Pick<ImportWatch, 'advanced' | 'refused'> {
  done(counts: Readonly<Counts>, isWhole: boolean): void;
}

/** JSON lines: `progress`, `refused`, and at the end `imported`. */
export function jsonReport(): Report {
  return {
    advanced: (counts) => {
      if (counts.lines % EVERY === 0) printJson({ event: 'progress', ...counts });
    },
    refused: (line) => printJson({ event: 'refused', ...line }),
    done: (counts, isWhole) => printJson({ event: 'imported', whole: isWhole, ...counts }),
  };
}

/** For people: a bar where it can be drawn, then what was refused. */
export function plainReport(file: UserFile): Report {
  const bar = process.stderr.isTTY ? barOf(file) : undefined;
  const refused: RefusedLine[] = [];
  return {
    advanced: ({ lines }) => bar?.update(file.read(), { lines }),
    refused: (line) => void refused.push(line),
    done: (counts, isWhole) => {
      bar?.stop();
      showRefused(refused);
      const { lines, registered, unchanged } = counts;
      process.stdout.write(
        `${lines} lines: ${registered} registered, ${unchanged} there already, ${refused.length} refused\n`,
      );
      if (!isWhole) process.stdout.write('stopped before the end: repeat it to go on\n');
    },
  };
}

function showRefused(refused: readonly RefusedLine[]): void {
  if (refused.length === 0) return;
  printTable(
    ['LINE', 'CODE', 'WHAT', 'WHAT TO DO'],
    refused
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, code, message, fix }) => [String(line), code, message, fix]),
  );
}

function barOf(file: UserFile): SingleBar {
  const format = 'importing [{bar}] {percentage} % | {lines} lines | {duration_formatted}';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
  bar.start(Math.max(file.bytes, 1), 0, { lines: 0 });
  return bar;
}
