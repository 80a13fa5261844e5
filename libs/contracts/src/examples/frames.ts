import type { Json, JsonObject } from '../facts/envelope.js';
import { refusal } from '../refusals/refusals.js';
import { REFUSED_CODE } from '../rpc/frames.js';
import { methodExamples, notificationExamples } from './terminals.js';

const jsonrpc = '2.0';
const id = 1;

/** One example of every frame of the terminals' protocol, and of every event over HTTP, by the name of its message. */
export function frameExamples(): ReadonlyMap<string, JsonObject> {
  const data = refusal('unknown-mode', { field: '/mode' }) as unknown as JsonObject;
  const error = { code: REFUSED_CODE, message: 'the profile has no such mode', data };
  const frames = new Map<string, JsonObject>([['error', { jsonrpc, id, error }]]);
  for (const [method, { params, result }] of Object.entries(methodExamples)) {
    frames.set(`${method}.request`, { jsonrpc, id, method, params: params as Json });
    frames.set(`${method}.result`, { jsonrpc, id, result: result as Json });
  }
  for (const [method, params] of Object.entries(notificationExamples)) {
    frames.set(`${method}.notification`, { jsonrpc, method, params });
    frames.set(`${method}.event`, params);
  }
  frames.set('connected.event', methodExamples['terminal.connect'].result);
  return frames;
}
