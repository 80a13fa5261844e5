import type { IncomingMessage } from 'node:http';
import type { Origins } from '../origins.js';

/** Where terminals connect, and what they speak. */
const TERMINAL_PATH = '/terminal';
export const SUBPROTOCOL = 'liaison.v1';

/** Why a handshake is refused, as HTTP says it. */
export interface HandshakeRefusal {
  readonly status: 400 | 403 | 404 | 503;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

/** Judges a request for a WebSocket; undefined: it may go on. `origins` are exact. */
export function judge(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  origins: Pick<Origins, 'has'>,
): HandshakeRefusal | undefined {
  const [path] = (request.url ?? '').split('?');
  if (path !== TERMINAL_PATH) {
    return { status: 404, message: `terminals connect at ${TERMINAL_PATH}` };
  }
  const { origin } = request.headers;
  if (origin !== undefined && !origins.has(origin)) {
    return { status: 403, message: 'this Origin is not in the list LIAISON_ORIGINS' };
  }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',');
  if (!offered.some((protocol) => protocol.trim() === SUBPROTOCOL)) {
    return { status: 400, message: `ask for the subprotocol ${SUBPROTOCOL}` };
  }
  return undefined;
}

/** The HTTP answer to a refused handshake. */
export function refusalResponse({ status, message, retryAfterSeconds }: HandshakeRefusal): string {
  const reasons = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 503: 'Unavailable' };
  const body = `${message}\n`;
  return [
    `HTTP/1.1 ${status} ${reasons[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
    '',
    body,
  ].join('\r\n');
}
