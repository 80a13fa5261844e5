import type { Json, JsonObject } from '../facts/envelope.js';
import { limits } from '../limits.js';
import { scan } from '../schema/scan.js';
import type { EventMessage } from './event.js';

/** A message is no event; `field`: where (a JSON pointer). */
export class NoEvent extends Error {
  override readonly name = 'NoEvent';
  constructor(
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

const STRUCTURED = /^application\/cloudevents\+json\s*(;|$)/i;
const BATCH = /^application\/cloudevents-batch/i;
const JSON_TYPE = /^(application\/json|[a-z0-9.+-]+\/[a-z0-9.+-]+\+json)\s*(;|$)/i;
const TEXT_TYPE = /^text\//i;
const PREFIX = 'ce-';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The members of an event, however it is written: structured JSON, also where no header says so, or
 * binary with `ce-` headers (CloudEvents 1.0, the NATS binding). Throws `NoEvent`.
 */
export function membersOf(message: EventMessage): JsonObject {
  if (message.headers === undefined) return structuredMembers(message.body);
  const headers = lowered(message.headers);
  const contentType = headers.get('content-type') ?? '';
  if (BATCH.test(contentType)) throw new NoEvent('', 'events are sent one by one');
  const binary = [...headers.keys()].some((name) => name.startsWith(PREFIX));
  return binary && !STRUCTURED.test(contentType)
    ? binaryMembers(headers, contentType, message.body)
    : structuredMembers(message.body);
}

function lowered(headers: NonNullable<EventMessage['headers']>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, values] of headers) {
    const key = name.toLowerCase();
    const [value] = values;
    if (value === undefined) continue;
    const twice = found.has(key) || values.length > 1;
    if (twice && key.startsWith(PREFIX)) {
      throw new NoEvent(`/${key.slice(PREFIX.length)}`, 'must be given once');
    }
    found.set(key, value);
  }
  return found;
}

function structuredMembers(body: Uint8Array): JsonObject {
  const value = parse(body, '');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NoEvent('', 'must be a JSON object');
  }
  const members = value as JsonObject;
  if (members['data'] !== undefined && members['data_base64'] !== undefined) {
    throw new NoEvent('/data_base64', 'must not stand beside data');
  }
  return members;
}

function binaryMembers(
  headers: ReadonlyMap<string, string>,
  contentType: string,
  body: Uint8Array,
): JsonObject {
  const members: Record<string, Json> = {};
  for (const [key, value] of headers) {
    if (!key.startsWith(PREFIX)) continue;
    const name = key.slice(PREFIX.length);
    if (name === 'data') throw new NoEvent('/data', 'must be the body of the message');
    members[name] = decoded(name, value);
  }
  if (contentType !== '') members['datacontenttype'] = contentType;
  if (body.length === 0) return members;
  if (contentType === '' || JSON_TYPE.test(contentType)) {
    return { ...members, data: parse(body, '/data') };
  }
  if (TEXT_TYPE.test(contentType)) return { ...members, data: decode(body, '/data') };
  return { ...members, data_base64: Buffer.from(body).toString('base64') };
}

/** Header values are percent-encoded where they are not plain. */
function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new NoEvent(`/${name}`, 'must be percent-encoded UTF-8');
  }
}

function parse(body: Uint8Array, field: string): Json {
  const finding = scan(body, limits);
  if (finding !== 'fits') throw new NoEvent(field, `must hold less: it is ${finding}`);
  try {
    return JSON.parse(decode(body, field)) as Json;
  } catch (error) {
    if (error instanceof NoEvent) throw error;
    throw new NoEvent(field, 'must be JSON');
  }
}

function decode(body: Uint8Array, field: string): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new NoEvent(field, 'must be UTF-8');
  }
}
