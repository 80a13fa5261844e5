import { once } from 'node:events';
import type { Bus } from '@liaison/bus';
import { readOn } from '../events/reading.js';
import { CommandFailed } from '../failure.js';
import { BEGINNING, LOG_STREAMS, type LogStream, type Places } from './cursor.js';
import { logLine } from './log-line.js';

/** What of the log is to be exported. */
export interface LogWish {
  /** Where an earlier export ended; absent: the beginning. */
  readonly after?: Places;
  readonly streams?: readonly LogStream[];
  /** Lines at most. */
  readonly max?: number;
}

/**
 * Writes the log as it is now, a line a message, stream after stream, each in its own order: what comes
 * meanwhile is left to the next export, from the cursor of the last line on. Answers how many lines.
 */
export async function exportLog(
  bus: Bus,
  wish: LogWish,
  out: NodeJS.WritableStream,
): Promise<number> {
  const { streams = LOG_STREAMS, max = Number.POSITIVE_INFINITY } = wish;
  let places: Places = wish.after ?? BEGINNING;
  const ends = await endsOf(bus, places);
  let lines = 0;
  for (const stream of LOG_STREAMS.filter((one) => streams.includes(one))) {
    const wanted = { stream, subject: '>' };
    for await (const message of readOn(bus, wanted, places[stream], ends[stream])) {
      if (lines >= max) return lines;
      places = { ...places, [stream]: message.sequence };
      const line = logLine(bus.subjects, stream, message, places);
      lines++;
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    }
  }
  return lines;
}

/** How far each stream is; a cursor that lies ahead of one belongs to another log. */
async function endsOf(bus: Bus, places: Places): Promise<Places> {
  const ends = { ...BEGINNING };
  for (const stream of LOG_STREAMS) {
    const { last_seq: last } = (await bus.jsm.streams.info(stream)).state;
    if (places[stream] > last) {
      throw new CommandFailed(
        `malformed: the cursor lies ahead of ${stream}, which ends at ${last}`,
        'it is of another log, or of this one before it was put back: export from the beginning',
        'malformed',
      );
    }
    ends[stream] = last;
  }
  return ends;
}
