import { until } from '../harness/await.js';
import type { Terminal } from '../harness/terminal.js';

/** A result in its JSON-RPC frame. */
export function answer(result: unknown): object {
  return { jsonrpc: '2.0', id: 1, result };
}

/** An event notification in its JSON-RPC frame. */
export function noteOf(params: unknown): object {
  return { jsonrpc: '2.0', method: 'notification', params };
}

/** A request as text, whatever its id is. */
export function request(id: string | null, method: string, params: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

/** An error, whole. */
export interface ErrorFrame {
  readonly error: { readonly data: Readonly<Record<string, unknown>> };
}

/** Sends text as it is; answers the error frame that comes back, whole. */
export async function errorTo(terminal: Terminal, text: string): Promise<ErrorFrame> {
  const from = terminal.frames.length;
  terminal.sendRaw(text);
  const frame = await until('an error comes', () =>
    terminal.frames.slice(from).find((one) => 'error' in (JSON.parse(one) as object)),
  );
  return JSON.parse(frame) as ErrorFrame;
}

/** A frame with one member more, less, or of another kind, in each of its objects. */
export function alterations(frame: ErrorFrame): unknown[] {
  const { error } = frame;
  const { fix: _, ...vague } = error.data;
  return [
    { ...frame, surplus: 1 },
    { ...frame, id: {} },
    { ...frame, error: { ...error, surplus: 1 } },
    { ...frame, error: { ...error, code: 200 } },
    { ...frame, error: { ...error, data: { ...error.data, surplus: 1 } } },
    { ...frame, error: { ...error, data: { ...error.data, code: 'because' } } },
    { ...frame, error: { ...error, data: vague } },
  ];
}
