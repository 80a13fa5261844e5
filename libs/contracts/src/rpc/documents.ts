import type { JsonObject } from '../facts/envelope.js';
import { boxSchemas, factSchemas } from '../facts/schemas.js';
import { commandVerbs } from '../commands/verbs.js';
import type { Verb } from '../commands/verb.js';
import { profileDocument } from '../schema/profile-document.js';
import { refusalSchema } from '../schema/refusal.js';
import type { Schema } from '../schema/schema.js';
import { serviceSchemas } from '../service-protocol/messages.js';
import { errorFrame, notificationFrame, requestFrame, resultFrame } from './frames.js';
import { eventSchemas } from './http-api.js';
import type { RpcMethod } from './method.js';
import { rpcMethods } from './methods.js';
import { notifications } from './notifications.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Every frame of the terminals' protocol, by the name of its message. */
export function frameSchemas(): ReadonlyMap<string, Schema> {
  const frames = new Map<string, Schema>([['error', errorFrame]]);
  for (const [name, method] of Object.entries<RpcMethod>(rpcMethods)) {
    frames.set(`${name}.request`, requestFrame(name, method));
    frames.set(`${name}.result`, resultFrame(method));
  }
  for (const [name, params] of Object.entries(notifications)) {
    frames.set(`${name}.notification`, notificationFrame(name, params));
  }
  return frames;
}

/** All JSON Schemas, by the path they are served under below `/schemas/`. */
export function schemaDocuments(): Readonly<Record<string, JsonObject>> {
  const documents: Record<string, JsonObject> = {};
  const add = (path: string, schema: Schema): void => {
    documents[`${path}.json`] = { $schema: DRAFT, $id: `urn:liaison:schema:${path}`, ...schema };
  };
  for (const [name, schema] of frameSchemas()) add(`terminal/${name}`, schema);
  for (const [name, schema] of eventSchemas()) add(`terminal/${name}`, schema);
  for (const [name, schema] of serviceSchemas()) add(`service/${name}`, schema);
  add('refusal', refusalSchema);
  add('profile-document', profileDocument);
  for (const [type, schema] of factSchemas) add(`facts/${type}`, schema);
  for (const [type, schema] of boxSchemas) add(`boxes/${type}`, schema);
  for (const [app, verbs] of Object.entries<Record<string, Verb>>(commandVerbs)) {
    for (const [name, verb] of Object.entries(verbs)) {
      add(`commands/${app}/${name}.data`, verb.data);
      add(`commands/${app}/${name}.result`, verb.result);
    }
  }
  return documents;
}
