import { printJson } from '../output.js';

const MIB = 1024 * 1024;
const EVERY_MS = 500;
const LINE_CLEAR = '\r\u001B[K';

/** What is shown of a backup, or a restore, while it goes on and at its end. */
export interface Report {
  readonly progress: (part: string, bytes: number, isDone: boolean) => void;
  readonly warn: (text: string) => void;
  readonly done: (summary: Summary) => void;
}

interface Summary {
  readonly backup: string;
  readonly streams: readonly { readonly stream: string; readonly messages: number }[];
  readonly keys: number;
  /** Users who stay erased. */
  readonly erased?: number;
}

/** JSON lines where they are asked for; for people a line, and where it can be drawn how far each part is. */
export function reportOf(asJson: boolean, word: string): Report {
  let shownAt = 0;
  let began = performance.now();
  return {
    progress: (part, bytes, isDone) => {
      const now = performance.now();
      if (asJson && isDone) printJson({ event: 'progress', part, bytes });
      if (asJson || (!isDone && now - shownAt < EVERY_MS)) return;
      shownAt = now;
      const seconds = Math.max((now - began) / 1_000, 0.001);
      if (isDone) began = now;
      draw(`${part} ${mib(bytes)} MiB, ${mib(bytes / seconds)} MiB/s`);
    },
    warn: (text) => {
      if (asJson) printJson({ event: 'warning', message: text });
      else process.stdout.write(`${text}\n`);
    },
    done: (summary) => {
      if (asJson) return printJson({ event: word.split(' ')[0], ...summary });
      draw('');
      const messages = summary.streams.reduce((sum, stream) => sum + stream.messages, 0);
      const { streams, keys, erased, backup } = summary;
      const stay = erased === undefined ? '' : `; ${staying(erased)}`;
      const what = `${streams.length} streams with ${messages} messages, ${keys} keys and secrets`;
      process.stdout.write(`${backup} ${word}: ${what}${stay}\n`);
    },
  };
}

const staying = (users: number): string =>
  users === 1 ? '1 user is erased and stays so' : `${users} users are erased and stay so`;

/** Over what was drawn before; nowhere where it cannot be drawn. */
function draw(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(LINE_CLEAR + text);
}

const mib = (bytes: number): string => (bytes / MIB).toFixed(1);
