import { type Refusal, refusal } from '@liaison/contracts';

/** JSON-RPC 2.0's own codes, and the one of the specification's server range that we use. */
export const rpcCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  refused: -32000,
} as const;

/** A request's id as JSON text; `null` where none could be read. */
export type IdText = string;
export const NO_ID: IdText = 'null';

const malformedMessages: Readonly<Record<number, string>> = {
  [rpcCodes.parseError]: 'Parse error',
  [rpcCodes.invalidRequest]: 'Invalid Request',
  [rpcCodes.methodNotFound]: 'Method not found',
  [rpcCodes.invalidParams]: 'Invalid params',
};

/** An answer with a result, itself JSON text. */
export function resultAnswer(id: IdText, result: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${result}}`;
}

/** What a refusal's `data` says beside the catalogue's members. */
export interface RefusalExtra {
  /** The command to repeat, where the outcome is unknown. */
  readonly command?: string;
  /** What a service itself said. */
  readonly service?: { readonly code: string; readonly message: string };
}

/** An answer that refuses: code -32000 and `data` with a code of the catalogue. */
export function refusalAnswer(id: IdText, refused: Refusal, extra?: RefusalExtra): string {
  return errorText(id, rpcCodes.refused, refused.message, { ...refused, ...extra });
}

/** An answer to what is no proper request: JSON-RPC's own code, and in `data` what is wrong. */
export function malformedAnswer(
  id: IdText,
  code: number,
  data: Refusal = refusal('malformed'),
): string {
  return errorText(id, code, malformedMessages[code] ?? data.message, data);
}

function errorText(id: IdText, code: number, message: string, data: object): string {
  const error = JSON.stringify({ code, message, data });
  return `{"jsonrpc":"2.0","id":${id},"error":${error}}`;
}
