import type { ServerResponse } from 'node:http';
import { type RefusalCode, type Refusal, isRefusalCode, refusal } from '@liaison/contracts';
import { NO_ID, refusalAnswer } from '../../messages/answers.js';

/** When to come back where no terminals are taken now. */
const COME_BACK_SECONDS = 1;
const INTERNAL_ERROR = 500;
const FORBIDDEN = 403;

/** What a refused stream answers; all others are what their user may not do. */
const statuses: Readonly<Partial<Record<RefusalCode, number>>> = {
  malformed: 400,
  'not-authenticated': 401,
  'unknown-terminal': 404,
  'too-large': 413,
  'too-many-requests': 429,
  internal: INTERNAL_ERROR,
  unavailable: 503,
};

/** The HTTP status of a refusal. */
export function statusOf(code: string): number {
  return (isRefusalCode(code) ? statuses[code] : undefined) ?? FORBIDDEN;
}

/** Sends a JSON-RPC answer, if nobody has answered yet. */
export function respond(response: ServerResponse, text: string, status = 200): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

/** Refuses a request that was not even read: the status, and the refusal under no id. */
export function refuse(response: ServerResponse, status: number, refused: Refusal): void {
  if (response.headersSent) return;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (status === 503) response.setHeader('Retry-After', COME_BACK_SECONDS);
  respond(response, refusalAnswer(NO_ID, refused), status);
}

/** This gateway takes nothing now: it has no lease, or it leaves. */
export function refuseAway(response: ServerResponse): void {
  const message = 'this gateway takes no terminals now; use another, or come back';
  refuse(response, 503, refusal('unavailable', { message }));
}
