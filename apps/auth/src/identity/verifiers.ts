import { randomUUID } from 'node:crypto';
import type { FactStore } from '@liaison/bus';
import { accountOfShut } from '@liaison/contracts';
import type { CredentialId, UserId } from '@liaison/domain';
import { FACT_STORE, KEY_STORE, type KeyStore, type Secret } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { userIdOf } from './minted-ids.js';
import { Passwords } from './passwords.js';

/** Name of the secret that holds the verifier of a user's first password. */
const FIRST = 'password';
/** Who is looked up for a login nobody has: an id made by chance, which nobody is given. */
const NOBODY = userIdOf(randomUUID());

/** Name of the secret that holds the verifier of a password in place of another. */
const nameOf = (credential: CredentialId): string => `${FIRST}.${credential}`;

/** Who showed their password, and which of their credentials it is. */
export interface Shown {
  readonly user: UserId;
  readonly credential: CredentialId;
}

/**
 * Password verifiers of users, as kept in KeyStore, and who a login is. One that takes the place of
 * another lies under its credential's id, and counts only once the account holds that credential.
 */
@Injectable()
export class Verifiers {
  constructor(
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    @Inject(FACT_STORE) private readonly facts: FactStore,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Whose login and password these are. As many look-ups and the same hash for a login nobody has as
   * for a wrong password (C8.1). A verifier of less work than today's is replaced.
   */
  async check(login: string, password: string): Promise<Shown | 'wrong' | 'busy'> {
    const user = await this.keys.userOfLogin(login);
    const { credential, name, secret } = await this.#stored(user ?? NOBODY);
    const verdict = await this.passwords.verify(secret?.value, password);
    if (verdict === 'busy') return 'busy';
    if (verdict === 'wrong' || user === undefined || credential === undefined) return 'wrong';
    if (verdict === 'outdated') {
      const verifier = await this.passwords.hash(password);
      await this.keys.putSecret(user, name, verifier, secret?.version);
    }
    return { user, credential };
  }

  /** Lays down what is to be a user's verifier once the account holds the credential. */
  async lay(user: UserId, credential: CredentialId, password: string): Promise<void> {
    const verifier = await this.passwords.hash(password);
    await this.keys.putSecret(user, nameOf(credential), verifier, 0);
  }

  /** The verifier of a credential that the account does not hold, and the first one: neither is needed. */
  async drop(user: UserId, credential?: CredentialId): Promise<void> {
    await this.keys.dropSecret(user, FIRST);
    if (credential !== undefined) await this.keys.dropSecret(user, nameOf(credential));
  }

  /** A user's first verifier, made elsewhere and checked; false: there is one. */
  take(user: UserId, verifier: string): Promise<boolean> {
    return this.keys.putSecret(user, FIRST, Buffer.from(verifier), 0);
  }

  /** A user's first verifier; false: there is one. */
  async create(user: UserId, password: string): Promise<boolean> {
    return this.keys.putSecret(user, FIRST, await this.passwords.hash(password), 0);
  }

  /** The password among a user's credentials, as the log has it. */
  async #held(user: UserId): Promise<CredentialId | undefined> {
    const last = await this.facts.lastShut({ kind: 'account', user }, 'leader');
    if (last === undefined) return undefined;
    const { credentials } = accountOfShut(last);
    return credentials.find(({ kind }) => kind === 'password')?.credential;
  }

  async #stored(user: UserId): Promise<Stored> {
    const credential = await this.#held(user);
    const name = nameOf(credential ?? NOBODY);
    const [own, first] = await Promise.all([
      this.keys.secret(user, name),
      this.keys.secret(user, FIRST),
    ]);
    return own === undefined
      ? { credential, name: FIRST, secret: first }
      : { credential, name, secret: own };
  }
}

/** What a password is checked against; no credential: whatever is found is not to be opened by. */
interface Stored {
  readonly credential: CredentialId | undefined;
  readonly name: string;
  readonly secret: Secret | undefined;
}
