import { CommandFailed } from '../failure.js';

/** The streams that are the log, in the order they are exported. */
export const LOG_STREAMS = ['FACTS', 'REGISTRY', 'EVENTS_IN', 'DELIVERY'] as const;
export type LogStream = (typeof LOG_STREAMS)[number];

/** Of each stream the last place that was exported; 0: none. */
export type Places = Readonly<Record<LogStream, number>>;

export const BEGINNING: Places = { FACTS: 0, REGISTRY: 0, EVENTS_IN: 0, DELIVERY: 0 };

/** `FACTS:120,REGISTRY:7,EVENTS_IN:3,DELIVERY:9` */
export function cursorText(places: Places): string {
  return LOG_STREAMS.map((stream) => `${stream}:${places[stream]}`).join(',');
}

/** Reads what `cursorText` writes; throws `CommandFailed` for anything else. */
export function readCursor(text: string): Places {
  const read = new Map<string, number>();
  for (const part of text.split(',')) {
    const [, stream = '', place] = /^([A-Z_]+):(\d{1,15})$/.exec(part) ?? [];
    if (!isLogStream(stream) || read.has(stream)) throw noCursor(text);
    read.set(stream, Number(place));
  }
  if (read.size !== LOG_STREAMS.length) throw noCursor(text);
  return { ...BEGINNING, ...Object.fromEntries(read) };
}

function isLogStream(text: string): text is LogStream {
  return (LOG_STREAMS as readonly string[]).includes(text);
}

function noCursor(text: string): CommandFailed {
  return new CommandFailed(
    `malformed: ${text.slice(0, 100)} is no cursor`,
    'give the member `cursor` of the last line that was exported, or leave --after out',
    'malformed',
  );
}
