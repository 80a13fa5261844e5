import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type CryptoKey, type JWK, calculateJwkThumbprint, importJWK } from 'jose';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { accessToken } from '@liaison/contracts';
import { KEY_STORE, type KeyStore } from '@liaison/store';

/** Where auth's own secrets lie in KeyStore: begins with a character no user's id may begin with. */
const OWNER = '_auth';
const NAME = 'keys';

/** As kept, wrapped, in KeyStore. The first signing key signs, all of them verify. */
interface StoredKeys {
  readonly signing: readonly JWK[];
  readonly refreshMac: string;
}

/** What this replica signs with, the same as every other's. */
export interface ServerKeys {
  readonly kid: string;
  readonly signing: CryptoKey;
  /** The public halves, as `auth.keys` answers them (RFC 7517). */
  readonly published: readonly JWK[];
  /** Under which refresh tokens are known to be ours. */
  readonly refreshMac: Uint8Array;
}

/** KeyStore holds something else under auth's own name: nothing is signed until it is repaired. */
export class ServerKeysUnreadable extends Error {}

/** Makes auth's keys if there are none, create-if-absent, and reads what is there. */
export async function readServerKeys(store: KeyStore): Promise<ServerKeys> {
  const found = await store.secret(OWNER, NAME);
  if (found !== undefined) return opened(found.value);
  await store.putSecret(OWNER, NAME, Buffer.from(JSON.stringify(await freshKeys())), 0);
  const stored = await store.secret(OWNER, NAME);
  if (stored === undefined) throw new ServerKeysUnreadable('auth’s keys vanished while being made');
  return opened(stored.value);
}

async function freshKeys(): Promise<StoredKeys> {
  const pair = generateKeyPairSync('ed25519');
  const jwk: JWK = { ...pair.privateKey.export({ format: 'jwk' }), kty: 'OKP' };
  const kid = await calculateJwkThumbprint(jwk);
  return {
    signing: [{ ...jwk, kid, alg: accessToken.algorithm, use: 'sig' }],
    refreshMac: randomBytes(32).toString('base64url'),
  };
}

async function opened(bytes: Uint8Array): Promise<ServerKeys> {
  const stored = JSON.parse(Buffer.from(bytes).toString()) as StoredKeys;
  const first = stored.signing[0];
  if (first?.kid === undefined) {
    throw new ServerKeysUnreadable('auth’s keys in KeyStore name no signing key: restore them');
  }
  const signing = await importJWK(first, accessToken.algorithm);
  if (signing instanceof Uint8Array) throw new ServerKeysUnreadable('the signing key is no key');
  return {
    kid: first.kid,
    signing,
    published: stored.signing.map(publicHalf),
    refreshMac: Buffer.from(stored.refreshMac, 'base64url'),
  };
}

function publicHalf({ kty, crv, x, kid, alg, use }: JWK): JWK {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, kid, alg, use }).filter(([, value]) => value !== undefined),
  );
}

/**
 * Reads the keys once and keeps them; a failure is tried again by the next who asks. A box that has
 * none does not start.
 */
@Injectable()
export class ServerKeyRing implements OnModuleInit {
  #read: Promise<ServerKeys> | undefined;

  constructor(@Inject(KEY_STORE) private readonly store: KeyStore) {}

  async onModuleInit(): Promise<void> {
    await this.keys();
  }

  async keys(): Promise<ServerKeys> {
    this.#read ??= readServerKeys(this.store);
    try {
      return await this.#read;
    } catch (error) {
      this.#read = undefined;
      throw error;
    }
  }
}
