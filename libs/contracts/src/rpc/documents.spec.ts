import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../facts/envelope.js';
import { refusal } from '../refusals/refusals.js';
import { asyncApiDocument } from './async-api.js';
import { checkNotification } from './check.js';
import { schemaDocuments } from './documents.js';
import { rpcMethods } from './methods.js';

/** JSON Schema of AsyncAPI 3.0.0. */
const DEFINITION = new URL(
  '../../../../node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json',
  import.meta.url,
);
const documents = schemaDocuments();
const ajv = new Ajv({ strict: true });

/** Whether a frame is what the document of that name says, as a stranger would check it. */
function fits(name: string, frame: unknown): boolean {
  const schema = documents[`terminal/${name}.json`];
  if (schema === undefined) throw new Error(`no document ${name}`);
  return ajv.compile(schema)(frame);
}

const jsonrpc = '2.0';
const self = { state: 'connectable', terminals: [] };
const frames: readonly (readonly [string, JsonObject])[] = [
  ['mode.activate.request', { jsonrpc, id: 1, method: 'mode.activate', params: { mode: 'x' } }],
  ['mode.activate.result', { jsonrpc, id: 'a', result: { changed: false } }],
  [
    'snapshot.notification',
    {
      jsonrpc,
      method: 'snapshot',
      params: {
        revision: 3,
        contacts: [
          ['bob', 'connectable'],
          ['carol', 'unknown'],
        ],
        self,
        pending: ['dave'],
      },
    },
  ],
  [
    'connectability.notification',
    { jsonrpc, method: 'connectability', params: { user: 'bob', state: 'in-transfer', n: 1 } },
  ],
  ['self.notification', { jsonrpc, method: 'self', params: self }],
  [
    'closing.notification',
    { jsonrpc, method: 'closing', params: { code: 'draining', retryAfterMs: 0 } },
  ],
  [
    'error',
    {
      jsonrpc,
      id: null,
      error: {
        code: -32000,
        message: 'no',
        data: { ...refusal('unknown-mode', { field: '/mode' }), retryAfterMs: 1 },
      },
    },
  ],
];

describe('the schemas served', () => {
  it.each(Object.entries(documents))('%s compiles for a stranger', (path, schema) => {
    expect(path).toMatch(/^[a-z-]+(\/[a-z-]+)*(\/[a-zA-Z0-9.-]+)?\.json$/);
    expect(() => ajv.compile(schema)).not.toThrow();
  });

  it.each(frames)('take a frame of %s, and none with a member altered', (name, frame) => {
    expect(fits(name, frame)).toBe(true);
    expect(fits(name, { ...frame, surplus: 1 })).toBe(false);
    for (const member of Object.keys(frame)) {
      const { [member]: _, ...rest } = frame;
      expect(fits(name, rest)).toBe(false);
      expect(fits(name, { ...frame, [member]: true })).toBe(false);
    }
  });

  it.each([
    ['a contact in the wrong order', { contacts: [['connectable', 'bob', 1]] }],
    ['a state nobody knows', { contacts: [['bob', 'busy']] }],
    ['an id that is none', { contacts: [['b*b', 'unknown']] }],
    ['a list of objects', { contacts: [{ user: 'bob', state: 'unknown' }] }],
    ['self with a number that no terminal may see', { self: { ...self, src: 12 } }],
    ['a revision below 0', { revision: -1 }],
  ])('refuse a snapshot with %s', (_, change) => {
    const snapshot = { revision: 3, contacts: [], self, pending: [] };
    expect(checkNotification('snapshot', snapshot)).toEqual([]);
    expect(checkNotification('snapshot', { ...snapshot, ...change })).toHaveLength(1);
  });

  it('let params be left out where none is needed', () => {
    expect(fits('profile.list.request', { jsonrpc, id: 1, method: 'profile.list' })).toBe(true);
    expect(fits('mode.activate.request', { jsonrpc, id: 1, method: 'mode.activate' })).toBe(false);
  });
});

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument('liaison', { host: '127.0.0.1:8080', protocol: 'ws' });

  it('has an operation for every method and notification', () => {
    expect(document['asyncapi']).toBe('3.0.0');
    expect(Object.keys(document['operations'] as object)).toEqual(
      expect.arrayContaining([...Object.keys(rpcMethods), 'snapshot.push', 'closing.push']),
    );
  });

  it('says what comes and goes over HTTP', () => {
    const { channels, operations } = document as Record<string, Record<string, JsonObject>>;
    const stream = channels?.['terminal.stream'];
    expect(stream).toMatchObject({ address: '/terminal/stream' });
    expect(Object.keys(stream?.['messages'] as object)).toEqual(
      expect.arrayContaining(['connected.event', 'snapshot.event', 'closing.event']),
    );
    const posted = Object.keys(channels?.['terminal.rpc']?.['messages'] as object);
    expect(posted).toContain('mode.activate.request');
    expect(posted).not.toContain('terminal.connect.request');
    expect(Object.keys(operations ?? {})).toEqual(
      expect.arrayContaining(['stream.open', 'rpc.post']),
    );
  });

  it('has an operation for everything services speak', () => {
    const requests = ['connect', 'alive', 'disconnect', 'declare', 'query', 'call'];
    const names = [...requests, 'event', 'notification', 'refused'];
    expect(Object.keys(document['operations'] as object)).toEqual(
      expect.arrayContaining(names.map((name) => `services.${name}`)),
    );
  });

  it('names the subjects of services as they are on a bus with a prefix of its own', () => {
    const channels = Object.entries(asyncApiDocument('telecom')['channels'] as JsonObject);
    const subjects = channels
      .filter(([name]) => name.startsWith('services.'))
      .map(([, channel]) => (channel as { readonly address: string }).address);
    expect(subjects).toHaveLength(9);
    expect(subjects.filter((subject) => !subject.startsWith('telecom.'))).toEqual([]);
    expect(JSON.stringify(asyncApiDocument('telecom'))).not.toMatch(/"liaison\.(call|events)\./);
  });

  it('is one, by the schema of those who define AsyncAPI', async () => {
    const definition = JSON.parse(await readFile(DEFINITION, 'utf8')) as JsonObject;
    const loose = new Ajv({ strict: false, validateFormats: false });
    const fitting = loose.compile(definition);
    expect([fitting(document), fitting.errors]).toEqual([true, null]);
    expect(fitting({ ...document, channels: [] })).toBe(false);
  });

  it('gives an example of every message, as its schema says', () => {
    const { messages, schemas } = document['components'] as {
      messages: Record<string, { examples?: readonly { payload: unknown }[] }>;
      schemas: Record<string, JsonObject>;
    };
    expect(Object.keys(messages).toSorted()).toEqual(Object.keys(schemas).toSorted());
    for (const [name, { examples = [] }] of Object.entries(messages)) {
      const fitting = ajv.compile(schemas[name] ?? {});
      expect([name, fitting(examples[0]?.payload), fitting.errors]).toEqual([name, true, null]);
    }
  });

  it('says of every refusal it names what it means', () => {
    const catalogue = document['x-liaison-refusals'] as JsonObject;
    const operations = Object.values(document['operations'] as Record<string, JsonObject>);
    const named = operations.flatMap((one) => (one['x-liaison-refusals'] ?? []) as string[]);
    expect(named.length).toBeGreaterThan(30);
    for (const code of named) expect(catalogue).toHaveProperty([code, 'fix']);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(200);
    for (const [, path = ''] of references) {
      const found = path
        .split('/')
        .reduce<unknown>((at, key) => (at as JsonObject | undefined)?.[key], document);
      expect([path, typeof found]).toEqual([path, 'object']);
    }
  });

  it('is the same every time', () => {
    const twice = [asyncApiDocument('liaison'), asyncApiDocument('liaison')];
    expect(JSON.stringify(twice[0])).toBe(JSON.stringify(twice[1]));
  });
});
