import { signedBy } from './nkey.js';
import type { LoginAnswer, ServiceLogin } from './login.js';

/** A question of the engine's, read. */
export interface CalloutRequest {
  /** The server that asks. */
  readonly server: string;
  /** One-time key the engine knows the client by. */
  readonly userKey: string;
  /** The name that was given, for the log. */
  readonly user: string;
  readonly login: ServiceLogin | Extract<LoginAnswer, { readonly refused: string }>;
}

interface Claims {
  readonly nats?: {
    readonly server_id?: { readonly id?: unknown };
    readonly user_nkey?: unknown;
    readonly client_info?: { readonly nonce?: unknown };
    readonly connect_opts?: {
      readonly user?: unknown;
      readonly pass?: unknown;
      readonly nkey?: unknown;
      readonly sig?: unknown;
    };
  };
}

/**
 * Reads an authorization request. Its own signature is not checked: nobody but the engine can
 * publish `$SYS.REQ.USER.AUTH` in AUTH, whose one user is ours. undefined: there is nobody to answer.
 */
export function readRequest(bytes: Uint8Array): CalloutRequest | undefined {
  const asked = claimsOf(Buffer.from(bytes).toString())?.nats ?? {};
  const server = asked.server_id?.id;
  const userKey = asked.user_nkey;
  if (typeof server !== 'string' || typeof userKey !== 'string') return undefined;
  const user = asked.connect_opts?.user;
  const name = typeof user === 'string' ? user : '';
  return { server, userKey, user: name, login: loginOf(name, asked) };
}

function claimsOf(jwt: string): Claims | undefined {
  const [, payload] = jwt.split('.');
  if (payload === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  } catch {
    return undefined;
  }
}

function loginOf(user: string, asked: NonNullable<Claims['nats']>): CalloutRequest['login'] {
  const { pass, nkey, sig } = asked.connect_opts ?? {};
  if (typeof nkey === 'string' && nkey !== '') {
    const nonce = asked.client_info?.nonce;
    return typeof nonce === 'string' && typeof sig === 'string' && signedBy(nkey, nonce, sig)
      ? { user, kind: 'nkey', publicKey: nkey }
      : { refused: 'the nonce is not signed by the key that was named' };
  }
  if (typeof pass === 'string' && pass !== '') return { user, kind: 'secret', secret: pass };
  return { refused: 'neither a secret nor a key was shown' };
}
