import {
  type ObjectSchema,
  type Schema,
  about,
  integer,
  none,
  number,
  object,
  oneOf,
  text,
  word,
} from '../schema/schema.js';
import { refusalSchema } from '../schema/refusal.js';
import type { RpcMethod } from './method.js';

const ID_CHARS_MAX = 128;
const MESSAGE_CHARS_MAX = 1024;

const version = word('2.0');
const id = oneOf(text(ID_CHARS_MAX), number);

/** Code of an error of ours; what it is says `data.code`. The others are JSON-RPC's own. */
export const REFUSED_CODE = -32000;

/** A request: one JSON-RPC 2.0 message a text frame. Params with no member required may be left out. */
export function requestFrame(name: string, method: RpcMethod): ObjectSchema {
  const head = { jsonrpc: version, id, method: word(name) };
  const params: Schema = method.params;
  return method.params.required.length === 0
    ? object(head, { params })
    : object({ ...head, params });
}

/** The answer to a request that was accepted. */
export function resultFrame(method: RpcMethod): ObjectSchema {
  return object({ jsonrpc: version, id, result: method.result });
}

/** The answer to one that was not; `id` is null where none could be read. */
export const errorFrame = object({
  jsonrpc: version,
  id: oneOf(text(ID_CHARS_MAX), number, none),
  error: object({
    code: about(
      `${REFUSED_CODE}, or for what is no proper request JSON-RPC's own`,
      integer(-32_768, -32_000),
    ),
    message: text(MESSAGE_CHARS_MAX),
    data: refusalSchema,
  }),
});

/** What the server says without being asked: no id, no answer. */
export function notificationFrame(name: string, params: ObjectSchema): ObjectSchema {
  return object({ jsonrpc: version, method: word(name), params });
}
