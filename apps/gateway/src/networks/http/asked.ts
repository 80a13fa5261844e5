import type { IncomingMessage } from 'node:http';
import { type Refusal, limits, refusal } from '@liaison/contracts';
import type { ConnectionId, UserId } from '@liaison/domain';
import type { Tokens } from '../../identity/tokens.js';
import { type BodyFault, readBody } from './body.js';

const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;
const CONNECTION = /^[\da-f]{1,64}$/;

/** One request as it came by `POST`. */
export interface Asked {
  readonly bytes: Buffer;
  /** Of its token; empty: it has none, or none that is good. */
  readonly user: UserId;
  /** The connection it names; undefined: none, or none there can be. */
  readonly connection: ConnectionId | undefined;
}

/** Why a request is not even taken, as HTTP and we say it. */
export interface NotTaken {
  readonly status: 408 | 413 | 503;
  readonly refused: Refusal;
}

const notRead: Readonly<Record<Exclude<BodyFault, 'broken-off'>, NotTaken>> = {
  'too-large': { status: 413, refused: refusal('too-large') },
  'too-slow': {
    status: 408,
    refused: refusal('malformed', { message: 'the request did not come whole in time' }),
  },
};

/** Reads a request, more of it where its token is good; undefined: it was broken off. */
export async function readAsked(
  request: IncomingMessage,
  tokens: Tokens,
): Promise<Asked | NotTaken | undefined> {
  const user = await userOf(request, tokens);
  if (typeof user !== 'string') return user;
  const named = request.headers['liaison-connection'];
  const isId = user !== '' && typeof named === 'string' && CONNECTION.test(named);
  const bytesMax = isId ? limits.frameBytes : limits.frameBytesBeforeConnect;
  const bytes = await readBody(request, bytesMax);
  if (bytes === 'broken-off') return undefined;
  if (typeof bytes === 'string') return notRead[bytes];
  return { bytes, user, connection: isId ? named : undefined };
}

async function userOf(request: IncomingMessage, tokens: Tokens): Promise<UserId | NotTaken> {
  const token = bearerToken(request);
  if (token === undefined) return '';
  const bearer = await tokens.verify(token);
  if ('user' in bearer) return bearer.user;
  return bearer.refused.code === 'unavailable' ? { status: 503, refused: bearer.refused } : '';
}

/** The token that a request carries. */
export function bearerToken({ headers }: IncomingMessage): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
