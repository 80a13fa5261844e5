import type { Json, JsonObject } from '../facts/envelope.js';
import { type RefusalCode, refusal } from '../refusals/refusals.js';
import {
  ATTRIBUTES_MAX,
  EVENT_AHEAD_MS,
  EVENT_ID_CHARS_MAX,
  attributeChecks,
  isCorrelation,
  optionalFault,
  timeMs,
} from './attributes.js';
import type { EventMessage, ReadEvent, ServiceEvent } from './event.js';
import { NoEvent, membersOf } from './members.js';

/** What we say in copies, whatever the service wrote there. */
const OURS: ReadonlySet<string> = new Set(['service', 'correlation', 'matched']);

/** Reads a message as a CloudEvent; a refusal says where it is none (C1.3, C1.14). */
export function readEvent(message: EventMessage): ReadEvent {
  let members: JsonObject = {};
  try {
    members = membersOf(message);
    for (const [name, check] of Object.entries(attributeChecks)) {
      refuse(name, check(members[name], message));
    }
    const event = eventOf(members, message.type);
    const ms = timeMs(members['time']);
    return ms !== undefined && ms > message.recordedMs + EVENT_AHEAD_MS
      ? refused(members, 'event-ahead', new NoEvent('/time', 'lies ahead of the server’s clock'))
      : { event };
  } catch (error) {
    if (!(error instanceof NoEvent)) throw error;
    return refused(members, 'invalid-event', error);
  }
}

function eventOf(members: JsonObject, type: string): ServiceEvent {
  const kept: Record<string, Json> = {};
  let attributes = 0;
  for (const [name, value] of Object.entries(members)) {
    if (value === null || value === undefined) continue;
    if (name === 'data') {
      kept['data'] = value;
    } else if (name === 'data_base64') {
      kept['data_base64'] = base64(value);
    } else if (!OURS.has(name)) {
      if (++attributes > ATTRIBUTES_MAX)
        throw new NoEvent('', `has over ${ATTRIBUTES_MAX} members`);
      if (!Object.hasOwn(attributeChecks, name)) refuse(name, optionalFault(name, value));
      kept[name] = value;
    }
  }
  const { id, subject, data } = kept;
  if (subject !== undefined && typeof subject !== 'string') refuse('subject', 'must be a text');
  return {
    id: id as string,
    type,
    subject: subject as string | undefined,
    correlation: isCorrelation(members['correlation']) ? members['correlation'] : undefined,
    data,
    members: kept,
  };
}

function base64(value: Json): string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw new NoEvent('/data_base64', 'must be base64');
  }
  return value;
}

function refuse(name: string, fault: string | undefined): void {
  if (fault !== undefined) throw new NoEvent(`/${name.slice(0, EVENT_ID_CHARS_MAX)}`, fault);
}

function refused(members: JsonObject, code: RefusalCode, error: NoEvent): ReadEvent {
  const { field, message } = error;
  const where = field === '' ? 'the event' : field.slice(1);
  const { id } = members;
  return {
    refused: refusal(code, { field, message: `${where} ${message}` }),
    ...(attributeChecks['id']?.(id, { type: '' }) === undefined ? { id: id as string } : {}),
  };
}
