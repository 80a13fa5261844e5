import { type ScanFinding, type ScanLimits, refusal, scan } from '@liaison/contracts';
import { type IdText, NO_ID, malformedAnswer, refusalAnswer, rpcCodes } from './answers.js';

/** Longest id of a request, in characters of JSON. */
const ID_TEXT_CHARS_MAX = 130;

/** A JSON-RPC request that is well formed; whether there is such a method is another matter. */
export interface RpcRequest {
  readonly id: IdText;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads one message: a request, or the answer to what is none. */
export function readRequest(
  bytes: Buffer,
  limits: ScanLimits,
): RpcRequest | { readonly answer: string } {
  const finding = scan(bytes, limits);
  if (finding !== 'fits') return { answer: tooLarge(finding, limits) };
  let message: unknown;
  try {
    message = JSON.parse(bytes.toString());
  } catch (error) {
    const { message: why } = error as SyntaxError;
    return malformed(NO_ID, rpcCodes.parseError, `the message is not JSON: ${why}`);
  }
  if (Array.isArray(message)) {
    return malformed(NO_ID, rpcCodes.invalidRequest, 'batches are not taken: one message a frame');
  }
  if (!isRecord(message)) {
    return malformed(NO_ID, rpcCodes.invalidRequest, 'a request is a JSON object');
  }
  return requestOf(message);
}

function requestOf(
  message: Readonly<Record<string, unknown>>,
): RpcRequest | { readonly answer: string } {
  const id = idText(message['id']);
  if (id === undefined) {
    const wanted = 'every request carries an id of its own: a number, or a text of at most 128';
    return malformed(NO_ID, rpcCodes.invalidRequest, wanted);
  }
  if (message['jsonrpc'] !== '2.0') {
    return malformed(id, rpcCodes.invalidRequest, '"jsonrpc" must be "2.0"');
  }
  const { method, params } = message;
  if (typeof method !== 'string') {
    return malformed(id, rpcCodes.invalidRequest, '"method" must be the name of a method');
  }
  if (params === undefined) return { id, method, params: {} };
  if (!isRecord(params)) {
    return malformed(id, rpcCodes.invalidParams, '"params" are named: a JSON object');
  }
  return { id, method, params };
}

function malformed(id: IdText, code: number, message: string): { readonly answer: string } {
  return { answer: malformedAnswer(id, code, refusal('malformed', { message })) };
}

function tooLarge(finding: Exclude<ScanFinding, 'fits'>, limits: ScanLimits): string {
  const messages = {
    'too-deep': `JSON may be at most ${limits.jsonDepthMax} deep`,
    'too-many-keys': `a message may have at most ${limits.jsonKeysMax} keys`,
    'too-many-items': `an array may have at most ${limits.jsonArrayItemsMax} items`,
  };
  return refusalAnswer(NO_ID, refusal('too-large', { message: messages[finding] }));
}

function idText(id: unknown): IdText | undefined {
  if (typeof id === 'number') return Number.isFinite(id) ? JSON.stringify(id) : undefined;
  if (typeof id !== 'string') return undefined;
  const text = JSON.stringify(id);
  return text.length <= ID_TEXT_CHARS_MAX ? text : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
