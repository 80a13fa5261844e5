import { Inject, Injectable } from '@nestjs/common';
import { CHANCE, CLOCK, type Chance, type Clock } from '@liaison/contracts';
import type { CredentialId, Instant, UserId } from '@liaison/domain';
import { KEY_STORE, type KeyStore } from '@liaison/store';
import { type RefreshFamily, newFamily, show } from './refresh-family.js';
import {
  type RefreshToken,
  SECRET_BYTES,
  mintRefreshToken,
  readRefreshToken,
  refreshTokenHash,
} from './refresh-token.js';
import { ServerKeyRing } from './server-keys.js';

/** Two who show one token at once: each may lose the race this often. */
const ATTEMPTS_MAX = 4;

/** Whose family a token is of. */
export interface FamilyOwner {
  readonly user: UserId;
  readonly family: CredentialId;
}

/** A token to hand out, and since when its family lives. */
export interface GivenToken extends FamilyOwner {
  readonly refresh: string;
  readonly loginAt: Instant;
}

/** What showing a refresh token came to; `undefined`: it is none of ours, or its family is gone. */
export type Rotation = GivenToken | (FamilyOwner & { readonly ended: 'reused' | 'expired' });

/** Families of refresh tokens, at rest as hashes in KeyStore; every change expects the version read. */
@Injectable()
export class RefreshFamilies {
  constructor(
    @Inject(KEY_STORE) private readonly store: KeyStore,
    private readonly ring: ServerKeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CHANCE) private readonly chance: Chance,
  ) {}

  /** A family's first token. Asked again (a login repeated), what was given before opens nothing. */
  async open({ user, family }: FamilyOwner): Promise<GivenToken> {
    const { refreshMac } = await this.ring.keys();
    const token = this.mint(refreshMac, { user, family });
    const opened = newFamily(refreshTokenHash(token.text), this.clock.now());
    await this.store.putSecret(user, nameOf(family), bytesOf(opened));
    return { user, family, refresh: token.text, loginAt: opened.loginAt };
  }

  /** Whose token this is, if it is ours; says nothing of whether it still opens anything. */
  async ownerOf(text: string): Promise<FamilyOwner | undefined> {
    const { refreshMac } = await this.ring.keys();
    return readRefreshToken(refreshMac, text);
  }

  /** Gives the next token for one that is shown. */
  async rotate(owner: FamilyOwner, text: string): Promise<Rotation | undefined> {
    const { user, family } = owner;
    const { refreshMac } = await this.ring.keys();
    const successor = this.mint(refreshMac, owner);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const stored = await this.store.secret(user, nameOf(family));
      if (stored === undefined) return undefined;
      const held = familyOf(stored.value);
      const hash = refreshTokenHash(text);
      const shown = show(held, hash, refreshTokenHash(successor.text), this.clock.now());
      if ('ended' in shown) return { user, family, ended: shown.ended };
      const next = bytesOf(shown.next);
      if (await this.store.putSecret(user, nameOf(family), next, stored.version)) {
        return { user, family, refresh: successor.text, loginAt: held.loginAt };
      }
    }
    return undefined;
  }

  async end({ user, family }: FamilyOwner): Promise<void> {
    await this.store.dropSecret(user, nameOf(family));
  }

  private mint(mac: Uint8Array, { user, family }: FamilyOwner): RefreshToken {
    const secret = this.chance.bytes(SECRET_BYTES, 'refresh', user, family);
    return mintRefreshToken(mac, user, family, secret);
  }
}

function nameOf(family: CredentialId): string {
  return `refresh.${family}`;
}

function bytesOf(family: RefreshFamily): Uint8Array {
  return Buffer.from(JSON.stringify(family));
}

function familyOf(bytes: Uint8Array): RefreshFamily {
  return JSON.parse(Buffer.from(bytes).toString()) as RefreshFamily;
}
