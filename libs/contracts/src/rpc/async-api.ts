import { frameExamples } from '../examples/frames.js';
import type { JsonObject } from '../facts/envelope.js';
import { refusals } from '../refusals/refusals.js';
import { serviceAsyncApi } from '../service-protocol/async-api.js';
import { frameSchemas } from './documents.js';
import { eventSchemas, httpApi } from './http-api.js';
import type { RpcMethod } from './method.js';
import { rpcMethods } from './methods.js';
import { notifications } from './notifications.js';

/** Where the document says terminals are served. */
export interface AsyncApiServer {
  /** `127.0.0.1:8080` */
  readonly host: string;
  readonly protocol: 'ws' | 'wss';
}

const CHANNEL = '#/channels/terminal';
const SUBPROTOCOL = 'liaison.v1';

const reference = (path: string): JsonObject => ({ $ref: path });
const message = (name: string): JsonObject => reference(`${CHANNEL}/messages/${name}`);

/**
 * The terminals' and the services' protocols as an AsyncAPI 3.0 document, made of what the checks are
 * made of. `prefix`: first token of the subjects.
 */
export function asyncApiDocument(prefix: string, server?: AsyncApiServer): JsonObject {
  const frames = frameSchemas();
  const names = [...frames.keys()];
  const schemas = new Map([...frames, ...eventSchemas()]);
  const examples = frameExamples();
  const http = httpApi();
  const services = serviceAsyncApi(prefix);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Liaison: what terminals and services speak',
      version: SUBPROTOCOL,
      description:
        'JSON-RPC 2.0 over a WebSocket, one message a text frame, no batches. A terminal begins ' +
        'with auth.login, terminal.enrol if it is new, then terminal.connect; the snapshot follows. ' +
        'Over HTTP the same: a stream of Server-Sent Events is the connection, requests are posted. ' +
        'A service speaks plain NATS: requests and JSON answers on the subjects of its own id.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    ...(server === undefined ? {} : { servers: { terminals: { ...server } } }),
    channels: { terminal: channel(names), ...http.channels, ...services.channels },
    operations: { ...requests(), ...pushes(), ...http.operations, ...services.operations },
    components: {
      messages: {
        ...Object.fromEntries(
          [...schemas.keys()].map((name) => [name, described(name, examples.get(name))]),
        ),
        ...services.messages,
      },
      schemas: { ...Object.fromEntries(schemas), ...services.schemas },
    },
    'x-liaison-refusals': refusals,
  };
}

function described(name: string, example: JsonObject | undefined): JsonObject {
  const payload = reference(`#/components/schemas/${name}`);
  return { name, payload, ...(example === undefined ? {} : { examples: [{ payload: example }] }) };
}

function channel(names: readonly string[]): JsonObject {
  return {
    address: '/terminal',
    summary: `One connection of one terminal; WebSocket subprotocol ${SUBPROTOCOL}`,
    messages: Object.fromEntries(
      names.map((name) => [name, reference(`#/components/messages/${name}`)]),
    ),
    bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
  };
}

function requests(): JsonObject {
  const operations: Record<string, JsonObject> = {};
  for (const [name, method] of Object.entries<RpcMethod>(rpcMethods)) {
    operations[name] = {
      action: 'receive',
      channel: reference(CHANNEL),
      summary: method.about,
      messages: [message(`${name}.request`)],
      reply: {
        channel: reference(CHANNEL),
        messages: [message(`${name}.result`), message('error')],
      },
      'x-liaison-refusals': method.refusals,
    };
  }
  return operations;
}

function pushes(): JsonObject {
  const operations: Record<string, JsonObject> = {};
  for (const name of Object.keys(notifications)) {
    operations[`${name}.push`] = {
      action: 'send',
      channel: reference(CHANNEL),
      messages: [message(`${name}.notification`)],
    };
  }
  return operations;
}
