import { type Subjects, correlationOf, readEvent } from '@liaison/contracts';
import type { Read } from './reading.js';

/** An event of a service, as the bus took it. What it says beside its subject is not shown. */
export interface TakenEvent {
  /** When the engine took it. */
  readonly at: string;
  /** Its place in EVENTS_IN. */
  readonly sequence: number;
  /** Who sent it. */
  readonly service: string;
  readonly type: string;
  /** Its own id; absent where it could not be read. */
  readonly id?: string;
  /** The user it is about. */
  readonly user?: string;
  /** The chain it belongs to. */
  readonly correlation?: string;
}

/** Reads a message of EVENTS_IN. */
export function takenEvent(subjects: Subjects, message: Read): TakenEvent {
  const { service, type } = subjects.parseEventIn(message.subject) ?? {
    service: '?',
    type: message.subject,
  };
  const common = { at: message.at.toISOString(), sequence: message.sequence, service, type };
  const { body, headers } = message;
  const read = readEvent({ type, body, headers, recordedMs: message.at.getTime() });
  if ('refused' in read) return read.id === undefined ? common : { ...common, id: read.id };
  const { id, subject } = read.event;
  const correlation = correlationOf(service, read.event);
  return { ...common, id, correlation, ...(subject === undefined ? {} : { user: subject }) };
}
