import { describe, expect, it } from '@jest/globals';
import { correlationOf, encodeCopy, stampCopy } from './copy.js';
import type { ServiceEvent } from './event.js';
import { readEvent } from './read.js';

const recordedMs = Date.parse('2026-01-05T08:00:00.000Z');
const good = {
  specversion: '1.0',
  id: 'e1',
  source: '/calendar',
  type: 'meeting.started',
  subject: 'alice',
  time: '2026-01-05T08:00:04.000Z',
  data: { room: 'A1', seats: 4 },
};

const read = (
  body: unknown,
  headers?: Readonly<Record<string, string | readonly string[]>>,
  type = 'meeting.started',
) =>
  readEvent({
    type,
    recordedMs,
    body:
      body instanceof Uint8Array
        ? body
        : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    headers:
      headers === undefined
        ? undefined
        : Object.entries(headers).map(([name, value]) => [
            name,
            typeof value === 'string' ? [value] : value,
          ]),
  });
const binary = {
  'ce-specversion': '1.0',
  'ce-id': 'e1',
  'ce-source': '/calendar',
  'ce-type': 'meeting.started',
  'ce-subject': 'alice',
  'ce-time': '2026-01-05T08:00:04.000Z',
};
const fieldOf = (event: ReturnType<typeof read>) =>
  'refused' in event ? `${event.refused.code} ${event.refused.field}` : 'read';

describe('a CloudEvent', () => {
  it('is the same, structured or binary', () => {
    const structured = read({ ...good, datacontenttype: 'application/json' });
    const headers = { ...binary, 'Content-Type': 'application/json' };
    expect(read(JSON.stringify(good.data), headers)).toEqual(structured);
    expect(structured).toMatchObject({
      event: { id: 'e1', subject: 'alice', data: good.data, correlation: undefined },
    });
  });

  it('may be structured with its content type, and without any header', () => {
    const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    expect(read(good, headers)).toEqual(read(good));
  });

  it('carries text and bytes as they are', () => {
    const text = read('gone for lunch', { ...binary, 'content-type': 'text/plain' });
    expect(text).toMatchObject({ event: { data: 'gone for lunch' } });
    const bytes = read(new Uint8Array([0, 255]), { ...binary, 'content-type': 'image/png' });
    expect(bytes).toMatchObject({ event: { members: { data_base64: 'AP8=' } } });
  });

  it.each([
    ['another version', { specversion: '0.3' }, '/specversion'],
    ['no id', { id: undefined }, '/id'],
    ['an id too long', { id: 'x'.repeat(129) }, '/id'],
    ['an id with a line break', { id: 'a\r\nb' }, '/id'],
    ['an id beyond ASCII', { id: 'é' }, '/id'],
    ['an id that is a number', { id: 7 }, '/id'],
    ['no source', { source: '' }, '/source'],
    ['a source that is no reference', { source: 'a b' }, '/source'],
    ['the type of another subject', { type: 'meeting.ended' }, '/type'],
    ['an empty subject', { subject: '' }, '/subject'],
    ['a subject that is a number', { subject: 5 }, '/subject'],
    ['a time of no form', { time: 'yesterday' }, '/time'],
    ['a day there is not', { time: '2026-13-45T00:00:00Z' }, '/time'],
    ['an extension of capitals', { Room: 'x' }, '/Room'],
    ['an extension that is an object', { room: {} }, '/room'],
    ['data twice', { data_base64: 'AA==' }, '/data_base64'],
  ])('is refused with %s', (_, change, field) => {
    expect(fieldOf(read({ ...good, ...change }))).toBe(`malformed ${field}`);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['too deep', `{"data":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    [
      'more attributes than one may have',
      Object.fromEntries([...Array(40).keys()].map((n) => [`a${n}`, 1])),
    ],
  ])('is refused as %s', (_, body) => {
    const field = fieldOf(
      read(typeof body === 'object' && !(body instanceof Uint8Array) ? { ...good, ...body } : body),
    );
    expect(field).toBe('malformed ');
  });

  it('is refused where its time lies over five seconds ahead', () => {
    expect(fieldOf(read({ ...good, time: '2026-01-05T08:00:05.000Z' }))).toBe('read');
    expect(fieldOf(read({ ...good, time: '2026-01-05T09:00:05.001+01:00' }))).toBe(
      'clock-ahead /time',
    );
  });

  it('is refused with its id, where that could be read', () => {
    expect(read({ ...good, source: '' })).toMatchObject({ id: 'e1' });
    expect(read({ ...good, id: 'é' })).not.toHaveProperty('id');
  });

  it('is refused where a header is given twice, or is badly encoded', () => {
    expect(fieldOf(read('{}', { ...binary, 'ce-id': ['a', 'b'] }))).toBe('malformed /id');
    expect(fieldOf(read('{}', { ...binary, 'CE-ID': 'b' }))).toBe('malformed /id');
    expect(fieldOf(read('{}', { ...binary, 'ce-id': '%ff' }))).toBe('malformed /id');
    expect(fieldOf(read('{}', { ...binary, 'ce-id': 'a%0d%0aNats-TTL: 1' }))).toBe('malformed /id');
    expect(fieldOf(read('{}', { ...binary, 'ce-data': 'x' }))).toBe('malformed /data');
  });
});

const copyOf = (event: ServiceEvent): string =>
  stampCopy(encodeCopy('calendar', event, correlationOf('calendar', event)), 'm1');

describe('a copy', () => {
  it('says who sent it, its chain and its match, whatever the service wrote there', () => {
    const read_ = read({ ...good, service: 'other', matched: 'x', correlation: 'chain-1' });
    if (!('event' in read_)) throw new Error('refused');
    const copy: unknown = JSON.parse(copyOf(read_.event));
    expect(copy).toEqual({ ...good, service: 'calendar', matched: 'm1', correlation: 'chain-1' });
  });

  it('gets a chain made from the event where it names none that is fit', () => {
    const chains = [good, { ...good, correlation: 'no way\n' }].map((body) => {
      const read_ = read(body);
      if (!('event' in read_)) throw new Error('refused');
      return (JSON.parse(copyOf(read_.event)) as { correlation: string }).correlation;
    });
    expect(chains[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(chains[1]).toBe(chains[0]);
  });
});
