import { serviceExamples } from '../examples/services.js';
import type { Json, JsonObject } from '../facts/envelope.js';
import { serviceVerbs } from '../service-subjects.js';
import { serviceSchemas } from './messages.js';

/** Parts of an AsyncAPI 3.0 document. */
export interface AsyncApiPart {
  readonly channels: Readonly<Record<string, JsonObject>>;
  readonly operations: Readonly<Record<string, JsonObject>>;
  readonly messages: Readonly<Record<string, JsonObject>>;
  readonly schemas: Readonly<Record<string, JsonObject>>;
}

/** Beside methods of terminals of the same names. */
const HEAD = 'services.';
const SERVICE = { service: { description: "The service's id" } };

const reference = (path: string): JsonObject => ({ $ref: path });
const message = (channel: string, name: string): JsonObject =>
  reference(`#/channels/${HEAD}${channel}/messages/${HEAD}${name}`);

/** What services speak over plain NATS, for the document that says what terminals speak. */
export function serviceAsyncApi(prefix: string): AsyncApiPart {
  const schemas = serviceSchemas();
  const examples = serviceExamples(prefix);
  const channels: Record<string, JsonObject> = {
    [`${HEAD}call`]: channel(`${prefix}.call.{service}.{nonce}`, ['call.request', 'call.answer'], {
      ...SERVICE,
      nonce: { description: 'Told at connect, to the service alone' },
    }),
    [`${HEAD}event`]: channel(`${prefix}.events.in.{service}.{type}`, ['event'], {
      ...SERVICE,
      type: { description: "The event's type, as declared: the PubAck is the receipt" },
    }),
    [`${HEAD}notification`]: channel(`${prefix}.events.out.{service}`, ['notification'], {
      service: { description: 'Taken from the durable svc-{service} of the stream EVENTS_OUT' },
    }),
    [`${HEAD}refused`]: channel(`${prefix}.refused.{service}`, ['refused'], SERVICE),
  };
  const operations: Record<string, JsonObject> = {
    [`${HEAD}call`]: operation('send', 'call', 'A terminal calls an operation of a service'),
    [`${HEAD}event`]: oneWay('receive', 'event', 'A service emits an event that it declares'),
    [`${HEAD}notification`]: oneWay('send', 'notification', 'A service is notified of an event'),
    [`${HEAD}refused`]: oneWay('send', 'refused', 'An event was taken in and then refused'),
  };
  for (const name of serviceVerbs) {
    const names = [`${name}.request`, `${name}.answer`];
    const address = `${prefix}.service.{service}.${name}`;
    channels[HEAD + name] = channel(address, names, SERVICE);
    operations[HEAD + name] = operation('receive', name, `A service's request: ${name}`);
  }
  const named = [...schemas].map(([name, schema]) => [HEAD + name, schema] as const);
  return {
    channels,
    operations,
    messages: Object.fromEntries(
      [...schemas.keys()].map((name) => [HEAD + name, described(name, examples[name])]),
    ),
    schemas: Object.fromEntries(named),
  };
}

function described(name: string, example: Json | undefined): JsonObject {
  const payload = reference(`#/components/schemas/${HEAD}${name}`);
  return {
    name: HEAD + name,
    payload,
    ...(example === undefined ? {} : { examples: [{ payload: example }] }),
  };
}

function oneWay(action: 'send' | 'receive', name: string, summary: string): JsonObject {
  const at = reference(`#/channels/${HEAD}${name}`);
  return { action, channel: at, summary, messages: [message(name, name)] };
}

function channel(address: string, names: readonly string[], parameters: JsonObject): JsonObject {
  return {
    address,
    parameters,
    messages: Object.fromEntries(
      names.map((name) => [HEAD + name, reference(`#/components/messages/${HEAD}${name}`)]),
    ),
    bindings: { nats: { bindingVersion: '0.1.0' } },
  };
}

function operation(action: 'send' | 'receive', name: string, summary: string): JsonObject {
  const at = reference(`#/channels/${HEAD}${name}`);
  return {
    action,
    channel: at,
    summary,
    messages: [message(name, `${name}.request`)],
    reply: { channel: at, messages: [message(name, `${name}.answer`)] },
  };
}
