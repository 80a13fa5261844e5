import { type Json, type JsonObject, type Subjects, readEvent } from '@liaison/contracts';
import type { Read } from '../events/reading.js';
import { type LogStream, type Places, cursorText } from './cursor.js';

/** What the engine reports itself, captured in DELIVERY: who acknowledged, what was given up. */
interface EngineReport {
  readonly type: string;
  readonly id: string;
  readonly timestamp: string;
}

const ENGINE = '/nats';
const EXPORT = '/liaison/export';

/**
 * A message of the log as a line: a CloudEvent, with the extensions `stream`, `sequence`, `recordedtime`
 * and `cursor` (from where to go on after this line). Facts are as stored, their boxes shut.
 */
export function logLine(
  subjects: Subjects,
  stream: LogStream,
  message: Read,
  after: Places,
): JsonObject {
  return {
    ...eventOf(subjects, stream, message),
    stream,
    sequence: String(message.sequence),
    recordedtime: message.at.toISOString(),
    cursor: cursorText(after),
  };
}

function eventOf(subjects: Subjects, stream: LogStream, message: Read): JsonObject {
  if (stream === 'EVENTS_IN') return serviceEvent(subjects, message);
  const body = JSON.parse(Buffer.from(message.body).toString('utf8')) as JsonObject;
  if (!message.subject.startsWith('$JS.')) return body;
  const { type, id, timestamp: time } = body as unknown as EngineReport;
  return { specversion: '1.0', id, source: ENGINE, type, time, data: body };
}

/** What a service sent, as structured JSON however it was sent; what is no CloudEvent is named as such. */
function serviceEvent(subjects: Subjects, message: Read): JsonObject {
  const { service, type } = subjects.parseEventIn(message.subject) ?? { service: '?', type: '?' };
  const { body, headers } = message;
  const read = readEvent({ type, body, headers, recordedMs: message.at.getTime() });
  if ('event' in read) return { ...read.event.members, service };
  const { code, field, message: text } = read.refused;
  const data: Record<string, Json> = { code, field, message: text, type };
  return {
    specversion: '1.0',
    id: `${message.sequence}`,
    source: EXPORT,
    type: 'liaison.event.unreadable',
    service,
    data: read.id === undefined ? data : { ...data, event: read.id },
  };
}
