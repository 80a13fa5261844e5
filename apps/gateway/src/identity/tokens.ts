import { createHash, verify } from 'node:crypto';
import {
  type AccessTokenClaims,
  type Clock,
  type Refusal,
  accessToken,
  isUserId,
  refusal,
} from '@liaison/contracts';
import type { CredentialId, UserId } from '@liaison/domain';
import type { TokenKeys } from './token-keys.js';

/** Tokens whose signature was found good, kept by their hash until this many are there. */
const VERIFIED_MAX = 20_000;

/** A JWS in compact form (RFC 7515, 7.1). */
const COMPACT = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Whom a valid token is for, by which login, and until when (milliseconds since the epoch). */
export interface Bearer {
  readonly user: UserId;
  /** The login it comes from. */
  readonly family: CredentialId;
  readonly endsMs: number;
}

/**
 * Verifies access tokens (EdDSA JWTs of RFC 9068's type) with auth's keys: one algorithm, one type,
 * our issuer, the terminals' audience. A signature is checked once a token; the rest every time.
 */
export class Tokens {
  private readonly verified = new Map<string, Bearer>();

  constructor(
    private readonly keys: Pick<TokenKeys, 'keyOf'>,
    private readonly clock: Pick<Clock, 'ms'>,
  ) {}

  /** Refuses as `not-authenticated`, whatever is wrong with the token, or `unavailable`. */
  async verify(token: string): Promise<Bearer | { readonly refused: Refusal }> {
    const hash = createHash('sha256').update(token).digest('base64');
    const known = this.verified.get(hash) ?? (await this.read(token));
    if (known === undefined) return { refused: refusal('not-authenticated') };
    if ('refused' in known) return known;
    if (known.endsMs <= this.clock.ms()) {
      this.verified.delete(hash);
      return { refused: refusal('not-authenticated', { message: 'the token has ended' }) };
    }
    this.remember(hash, known);
    return known;
  }

  private async read(token: string): Promise<Bearer | { readonly refused: Refusal } | undefined> {
    const parts = COMPACT.exec(token);
    const kid = parts === null ? undefined : keyIdOf(decoded(parts[1]));
    if (parts === null || kid === undefined) return undefined;
    const key = await this.keys.keyOf(kid);
    if (key === undefined) return undefined;
    if ('code' in key) return { refused: key };
    const signed = Buffer.from(`${parts[1]}.${parts[2]}`);
    const isGood = verify(null, signed, key, Buffer.from(parts[3] ?? '', 'base64url'));
    return isGood ? bearerOf(decoded(parts[2])) : undefined;
  }

  private remember(hash: string, bearer: Bearer): void {
    if (this.verified.has(hash)) return;
    if (this.verified.size >= VERIFIED_MAX) {
      for (const oldest of this.verified.keys()) {
        this.verified.delete(oldest);
        break;
      }
    }
    this.verified.set(hash, bearer);
  }
}

/** Undefined: not a token of ours, whatever its signature. */
function keyIdOf(header: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const isOurs = header?.['alg'] === accessToken.algorithm && header['typ'] === accessToken.type;
  // RFC 7515, 4.1.11: extensions that must be understood are not.
  if (!isOurs || header['crit'] !== undefined) return undefined;
  return typeof header['kid'] === 'string' ? header['kid'] : undefined;
}

function bearerOf(claims: Partial<AccessTokenClaims> | undefined): Bearer | undefined {
  if (claims?.iss !== accessToken.issuer) return undefined;
  if (claims.aud !== accessToken.audiences.terminal) return undefined;
  if (!isUserId(claims.sub) || !Number.isFinite(claims.exp)) return undefined;
  const { sub: user, family } = claims;
  return typeof family === 'string'
    ? { user, family, endsMs: (claims.exp as number) * 1_000 }
    : undefined;
}

function decoded(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    // Not a token at all.
    return undefined;
  }
}
