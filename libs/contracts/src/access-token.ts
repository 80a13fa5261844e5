/**
 * What auth signs and the gateways verify: EdDSA JWTs of RFC 9068's type. A verifier checks type,
 * algorithm, issuer and the audience of its own surface, takes the key by `kid` from auth's set
 * (`auth.keys`) alone, and asks for that set again at a `kid` it does not know (C8.1).
 */
export const accessToken = {
  type: 'at+jwt',
  algorithm: 'EdDSA',
  issuer: 'liaison',
  /** One audience per surface: a token for terminals opens nothing else. */
  audiences: { terminal: 'liaison/terminal' },
  lifetimeMs: 300_000,
} as const;

/** Claims of an access token; `iat`, `exp` and `auth_time` in seconds (RFC 7519, RFC 9068). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  /** The user. */
  readonly sub: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: string;
  /** The refresh family (a credential of the account) it came from: revoked with it. */
  readonly family: string;
  /** When the password was last shown. */
  readonly auth_time: number;
}
