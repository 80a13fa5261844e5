import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IdentityId, ServiceId } from '@liaison/domain';
import { KEY_STORE, type KeyStore } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';

/*
 * Owners of secrets in KeyStore. Services may be called as users are: under a service's plain id, the
 * erasure of a user would take the service's secrets with it. No user's id begins with `_`.
 */
const VERIFIERS = '_services';
const NKEYS = '_service-nkeys';
const NONCES = '_service-calls';

const SECRET_BYTES = 32;
const NONCE_BYTES = 16;

/** What services prove themselves with, as kept, wrapped, in KeyStore; none of it is ever a fact. */
@Injectable()
export class ServiceSecrets {
  constructor(@Inject(KEY_STORE) private readonly keys: KeyStore) {}

  /** Makes a secret and keeps its SHA-256: 256 bits of chance need no slower hash. Told once. */
  async make(service: ServiceId, identity: IdentityId): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    await this.keys.putSecret(VERIFIERS, `${service}.${identity}`, hash(secret));
    return secret;
  }

  async matches(service: ServiceId, identity: IdentityId, secret: string): Promise<boolean> {
    const stored = await this.keys.secret(VERIFIERS, `${service}.${identity}`);
    return stored !== undefined && timingSafeEqual(stored.value, hash(secret));
  }

  /** Destroys the bytes of one identity's secret. Idempotent. */
  async destroy(service: ServiceId, identity: IdentityId): Promise<void> {
    await this.keys.dropSecret(VERIFIERS, `${service}.${identity}`);
  }

  /** Notes whose a public key is, since a client names no service with it; answers who has it. */
  async reserveKey(publicKey: string, service: ServiceId): Promise<ServiceId> {
    await this.keys.putSecret(NKEYS, publicKey, Buffer.from(service), 0);
    return (await this.serviceOf(publicKey)) ?? service;
  }

  async serviceOf(publicKey: string): Promise<ServiceId | undefined> {
    const stored = await this.keys.secret(NKEYS, publicKey);
    return stored === undefined ? undefined : Buffer.from(stored.value).toString();
  }

  async releaseKey(publicKey: string): Promise<void> {
    await this.keys.dropSecret(NKEYS, publicKey);
  }

  /** The last token of the subject a service is called on; made where there is none. */
  async nonce(service: ServiceId): Promise<string> {
    const kept = await this.keys.secret(NONCES, service);
    if (kept !== undefined) return Buffer.from(kept.value).toString();
    await this.keys.putSecret(NONCES, service, newNonce(), 0);
    return this.nonce(service);
  }

  async renewNonce(service: ServiceId): Promise<void> {
    await this.keys.putSecret(NONCES, service, newNonce());
  }
}

function hash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** In hex: it must be an id, which a text in base64url is not where it begins with a dash. */
function newNonce(): Buffer {
  return Buffer.from(randomBytes(NONCE_BYTES).toString('hex'));
}
