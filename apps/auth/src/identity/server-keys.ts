import { createPrivateKey } from 'node:crypto';
import { type CryptoKey, type JWK, calculateJwkThumbprint, importJWK } from 'jose';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CHANCE, type Chance, accessToken } from '@liaison/contracts';
import { KEY_STORE, type KeyStore, StoreAway } from '@liaison/store';

/** Where auth's own secrets lie in KeyStore: begins with a character no user's id may begin with. */
const OWNER = '_auth';
const NAME = 'keys';
const KEY_BYTES = 32;
/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

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
async function readServerKeys(store: KeyStore, chance: Chance): Promise<ServerKeys> {
  const found = await store.secret(OWNER, NAME);
  if (found !== undefined) return opened(found.value);
  const fresh = JSON.stringify(await freshKeys(chance));
  await store.putSecret(OWNER, NAME, Buffer.from(fresh), 0);
  const stored = await store.secret(OWNER, NAME);
  if (stored === undefined) throw new ServerKeysUnreadable('auth’s keys vanished while being made');
  return opened(stored.value);
}

async function freshKeys(chance: Chance): Promise<StoredKeys> {
  const der = Buffer.concat([PKCS8_ED25519, chance.bytes(KEY_BYTES, 'signing key')]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const jwk: JWK = { ...key.export({ format: 'jwk' }), kty: 'OKP' };
  const kid = await calculateJwkThumbprint(jwk);
  return {
    signing: [{ ...jwk, kid, alg: accessToken.algorithm, use: 'sig' }],
    refreshMac: Buffer.from(chance.bytes(KEY_BYTES, 'refresh key')).toString('base64url'),
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
 * Reads the keys once and keeps them; a failure is tried again by the next who asks. A box whose keys
 * cannot be read does not start; one whose store is away does, and gives no tokens until it is back.
 */
@Injectable()
export class ServerKeyRing implements OnModuleInit {
  #read: Promise<ServerKeys> | undefined;

  constructor(
    @Inject(KEY_STORE) private readonly store: KeyStore,
    @Inject(CHANCE) private readonly chance: Chance,
  ) {}

  async onModuleInit(): Promise<void> {
    try {
      await this.keys();
    } catch (error) {
      if (!(error instanceof StoreAway)) throw error;
    }
  }

  async keys(): Promise<ServerKeys> {
    this.#read ??= readServerKeys(this.store, this.chance);
    try {
      return await this.#read;
    } catch (error) {
      this.#read = undefined;
      throw error;
    }
  }
}
