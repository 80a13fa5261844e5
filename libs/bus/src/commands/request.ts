import { type CommandRequest, type Refusal, refusal } from '@liaison/contracts';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRequest(value: unknown): value is CommandRequest {
  return (
    isRecord(value) &&
    typeof value['actor'] === 'string' &&
    typeof value['correlation'] === 'string' &&
    isRecord(value['data']) &&
    (value['command'] === undefined || typeof value['command'] === 'string')
  );
}

/** Reads the envelope of a command; what lies in `data` is the handler's to check. */
export function readRequest(text: string): CommandRequest | { readonly refused: Refusal } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: refusal('malformed', { message: 'the request is not JSON' }) };
  }
  if (isRequest(value)) return value;
  return { refused: refusal('malformed') };
}
