import type { EventRefusal } from '@liaison/domain';
import type { Json, JsonObject } from '../facts/envelope.js';
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
const REQUIRED = Object.entries(attributeChecks);

/** Reads a message as a CloudEvent; a refusal says where it is none (C1.3, C1.14). */
export function readEvent(message: EventMessage): ReadEvent {
  let members: JsonObject = {};
  try {
    members = membersOf(message);
    for (const [name, check] of REQUIRED) {
      refuse(name, check(members[name], message));
    }
    const event = eventOf(members, message.type);
    const ms = timeMs(members['time']);
    return ms !== undefined && ms > message.recordedMs + EVENT_AHEAD_MS
      ? refused(members, 'clock-ahead', new NoEvent('/time', 'lies ahead of the server’s clock'))
      : { event };
  } catch (error) {
    if (!(error instanceof NoEvent)) throw error;
    return refused(members, 'malformed', error);
  }
}

/** Whom a message says it is about, be it an event or not; undefined: nobody. */
export function subjectOf(message: EventMessage): string | undefined {
  try {
    const { subject } = membersOf(message);
    return typeof subject === 'string' ? subject : undefined;
  } catch (error) {
    if (error instanceof NoEvent) return undefined;
    throw error;
  }
}

function eventOf(members: JsonObject, type: string): ServiceEvent {
  const kept = keptOf(members);
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

/** The members a copy carries, looked at one by one; null is as good as absent. */
function keptOf(members: JsonObject): JsonObject {
  const all = Object.keys(members);
  const names = all.filter((name) => !OURS.has(name));
  if (names.length > ATTRIBUTES_MAX) throw new NoEvent('', `has over ${ATTRIBUTES_MAX} members`);
  const kept = names.filter((name) => isKept(name, members[name]));
  if (kept.length === all.length) return members;
  return Object.fromEntries(kept.map((name) => [name, members[name]]));
}

/** Whether a member is there at all; throws `NoEvent` where it is, and is unfit. */
function isKept(name: string, value: Json | undefined): boolean {
  if (value === null || value === undefined) return false;
  if (name === 'data' || Object.hasOwn(attributeChecks, name)) return true;
  refuse(name, name === 'data_base64' ? base64Fault(value) : optionalFault(name, value));
  return true;
}

function base64Fault(value: Json): string | undefined {
  const fits = typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
  return fits ? undefined : 'must be base64';
}

function refuse(name: string, fault: string | undefined): void {
  if (fault !== undefined) throw new NoEvent(`/${name.slice(0, EVENT_ID_CHARS_MAX)}`, fault);
}

function refused(members: JsonObject, code: EventRefusal, error: NoEvent): ReadEvent {
  const { field, message } = error;
  const where = field === '' ? 'the event' : field.slice(1);
  const { id } = members;
  return {
    refused: { code, field, message: `${where} ${message}`.slice(0, 512) },
    ...(attributeChecks['id']?.(id, { type: '' }) === undefined ? { id: id as string } : {}),
  };
}
