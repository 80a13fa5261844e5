import { Contention } from '@liaison/bus';
import { normalisedLogin } from '../login.js';
import type { Bucket, Entry } from './bucket.js';
import { destroyAll } from './destroying.js';
import { allHeldBy, fingerprintIn, heldBy, loginOf } from '../names.js';
import type { Wrapping } from '../wrapping.js';

const ATTEMPTS_MAX = 12;

/**
 * Who holds which login, under `login.<fingerprint>`. What a user holds is noted first, under
 * `held.<user>.<fingerprint>`, so that all of it is found when the user goes.
 */
export class Logins {
  constructor(
    private readonly bucket: Bucket,
    private readonly wrapping: Wrapping,
  ) {}

  async holder(login: string): Promise<string | undefined> {
    return (await this.find(this.fingerprint(login)))?.user;
  }

  async reserve(login: string, user: string): Promise<string> {
    const fingerprint = this.fingerprint(login);
    const place = loginOf(fingerprint);
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const holder = (await this.find(fingerprint))?.user;
      if (holder !== undefined) {
        if (holder !== user) await destroyAll(this.bucket, heldBy(user, fingerprint));
        return holder;
      }
      await this.bucket.put(heldBy(user, fingerprint), Buffer.of(1), 0);
      const wrapped = this.wrapping.wrap(place, Buffer.from(user));
      if ((await this.bucket.put(place, wrapped, 0)) !== 'conflict') return user;
    }
    throw new Contention('a login is reserved and released by too many at once');
  }

  async release(login: string, user: string): Promise<void> {
    await this.letGo(this.fingerprint(login), user);
  }

  async releaseAll(user: string): Promise<void> {
    const held: string[] = [];
    for await (const { key } of this.bucket.scan(allHeldBy(user))) held.push(fingerprintIn(key));
    for (const fingerprint of held) await this.letGo(fingerprint, user);
  }

  private async letGo(fingerprint: string, user: string): Promise<void> {
    const found = await this.find(fingerprint);
    if (found?.user === user) await this.bucket.destroy(found.entry.revision);
    await destroyAll(this.bucket, heldBy(user, fingerprint));
  }

  private async find(
    fingerprint: string,
  ): Promise<{ readonly user: string; readonly entry: Entry } | undefined> {
    const entry = await this.bucket.last(loginOf(fingerprint));
    if (entry === undefined) return undefined;
    const user = Buffer.from(this.wrapping.unwrap(entry.key, entry.value)).toString();
    return { user, entry };
  }

  private fingerprint(login: string): string {
    return this.wrapping.fingerprint(normalisedLogin(login));
  }
}
