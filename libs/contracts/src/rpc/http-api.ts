import type { JsonObject } from '../facts/envelope.js';
import type { Schema } from '../schema/schema.js';
import { rpcMethods } from './methods.js';
import { notifications } from './notifications.js';

const STREAM = 'terminal.stream';
const RPC = 'terminal.rpc';
const OVER_HTTP = ['auth.login', 'auth.refresh', 'terminal.enrol'];

const reference = (path: string): JsonObject => ({ $ref: path });
const message = (channel: string, name: string): JsonObject =>
  reference(`#/channels/${channel}/messages/${name}`);
const header = (description: string): JsonObject => ({ type: 'string', description });

/** What comes as Server-Sent Events, by the name of its message: `event:` is its first word. */
export function eventSchemas(): ReadonlyMap<string, Schema> {
  const events = new Map<string, Schema>([
    ['connected.event', rpcMethods['terminal.connect'].result],
  ]);
  for (const [name, params] of Object.entries(notifications)) events.set(`${name}.event`, params);
  return events;
}

/** The network kind `http`, for the document that says what terminals speak. */
export function httpApi(): Readonly<Record<'channels' | 'operations', JsonObject>> {
  const events = [...eventSchemas().keys()];
  const requests = Object.keys(rpcMethods).filter((name) => name !== 'terminal.connect');
  const results = [...requests.map((name) => `${name}.result`), 'error'];
  const posted = requests.map((name) => `${name}.request`);
  return {
    channels: {
      [STREAM]: channel(
        '/terminal/stream',
        'A connection of a terminal: Server-Sent Events',
        events,
      ),
      [RPC]: channel('/terminal/rpc', 'Requests of a terminal, at any gateway', [
        ...posted,
        ...results,
      ]),
    },
    operations: {
      'stream.open': {
        action: 'send',
        channel: reference(`#/channels/${STREAM}`),
        summary: 'Opens a connection; `connected` comes first, then as on a WebSocket',
        messages: events.map((name) => message(STREAM, name)),
        bindings: { http: { method: 'GET', bindingVersion: '0.3.0' } },
        'x-liaison-headers': {
          Authorization: header('Bearer, then a token'),
          'Liaison-Terminal': header('Which of the user’s terminals this is'),
        },
      },
      'rpc.post': {
        action: 'receive',
        channel: reference(`#/channels/${RPC}`),
        summary: `One request; ${OVER_HTTP.join(', ')} need no header`,
        messages: posted.map((name) => message(RPC, name)),
        bindings: { http: { method: 'POST', bindingVersion: '0.3.0' } },
        reply: {
          channel: reference(`#/channels/${RPC}`),
          messages: results.map((name) => message(RPC, name)),
        },
        'x-liaison-headers': {
          Authorization: header('Bearer, then a token of the connection’s user'),
          'Liaison-Connection': header('As `connected` has told it'),
        },
      },
    },
  };
}

function channel(address: string, summary: string, names: readonly string[]): JsonObject {
  return {
    address,
    summary,
    messages: Object.fromEntries(
      names.map((name) => [name, reference(`#/components/messages/${name}`)]),
    ),
  };
}
