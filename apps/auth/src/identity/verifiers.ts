import type { UserId } from '@liaison/domain';
import { KEY_STORE, type KeyStore } from '@liaison/store';
import { Inject, Injectable } from '@nestjs/common';
import { Passwords } from './passwords.js';

/** Name of the secret that holds a user's password verifier. */
const PASSWORD = 'password';
/** Whose verifier is looked up for a login nobody has: no id of a user begins so. */
const NOBODY = '_nobody';

/** Password verifiers of users, as kept in KeyStore, and who a login is. */
@Injectable()
export class Verifiers {
  constructor(
    @Inject(KEY_STORE) private readonly keys: KeyStore,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Whose login and password these are. As many look-ups and the same hash for a login nobody has as
   * for a wrong password (C8.1). A verifier of less work than today's is replaced.
   */
  async check(
    login: string,
    password: string,
  ): Promise<{ readonly user: UserId } | 'wrong' | 'busy'> {
    const user = await this.keys.userOfLogin(login);
    const stored = await this.keys.secret(user ?? NOBODY, PASSWORD);
    const verdict = await this.passwords.verify(stored?.value, password);
    if (verdict === 'busy') return 'busy';
    if (verdict === 'wrong' || user === undefined) return 'wrong';
    if (verdict === 'outdated') {
      const verifier = await this.passwords.hash(password);
      await this.keys.putSecret(user, PASSWORD, verifier, stored?.version);
    }
    return { user };
  }

  /** Whatever verifier there may be gives way to that of another password. */
  async replace(user: UserId, password: string): Promise<void> {
    await this.keys.putSecret(user, PASSWORD, await this.passwords.hash(password));
  }

  /** No password is this user's any more. */
  drop(user: UserId): Promise<void> {
    return this.keys.dropSecret(user, PASSWORD);
  }

  /** A user's first verifier, made elsewhere and checked; false: there is one. */
  take(user: UserId, verifier: string): Promise<boolean> {
    return this.keys.putSecret(user, PASSWORD, Buffer.from(verifier), 0);
  }

  /** A user's first verifier; false: there is one. */
  async create(user: UserId, password: string): Promise<boolean> {
    return this.keys.putSecret(user, PASSWORD, await this.passwords.hash(password), 0);
  }
}
