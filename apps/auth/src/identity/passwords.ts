import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '@liaison/contracts';

/** Hashes under way or waiting at once: above it a login is turned away, not queued for seconds. */
const HASHES_MAX = 64;

/** `outdated`: right, and hashed with less work than is asked for today. */
export type Verdict = 'right' | 'outdated' | 'wrong' | 'busy';

/**
 * Password verifiers: argon2id, PHC strings. A login nobody has costs the same hash as a wrong
 * password, so the two cannot be told apart by waiting (C8.1).
 */
@Injectable()
export class Passwords {
  #busy = 0;
  readonly #log = new Logger('passwords');
  readonly #work: { readonly memoryCost: number; readonly timeCost: number };
  /** What an unknown login is checked against; nobody knows its password. */
  readonly #nobody: Promise<Uint8Array>;

  constructor(@Inject(SETTINGS) settings: Pick<Settings, 'argonMemoryKib' | 'argonPasses'>) {
    this.#work = { memoryCost: settings.argonMemoryKib, timeCost: settings.argonPasses };
    this.#nobody = this.hash(randomBytes(16).toString('hex'));
  }

  async hash(password: string): Promise<Uint8Array> {
    // argon2id is this library's default; the spec beside this file would see another one.
    const phc = await hash(password.normalize('NFC'), { ...this.#work, parallelism: 1 });
    return Buffer.from(phc);
  }

  /** `stored` undefined: there is no such user; the work is done all the same. */
  async verify(stored: Uint8Array | undefined, password: string): Promise<Verdict> {
    if (this.#busy >= HASHES_MAX) return 'busy';
    this.#busy++;
    try {
      const phc = Buffer.from(stored ?? (await this.#nobody)).toString();
      const same = await this.#opens(phc, password.normalize('NFC'));
      if (!same || stored === undefined) return 'wrong';
      return this.#isOutdated(phc) ? 'outdated' : 'right';
    } finally {
      this.#busy--;
    }
  }

  /** What cannot be read opens to nobody, after as much work as a login nobody has. */
  async #opens(phc: string, password: string): Promise<boolean> {
    try {
      return await verify(phc, password);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#log.error({ event: 'verifier-unreadable', why });
      await verify(Buffer.from(await this.#nobody).toString(), password);
      return false;
    }
  }

  #isOutdated(phc: string): boolean {
    const [, memory, passes] = /\$m=(\d+),t=(\d+),/.exec(phc) ?? [];
    return Number(memory) < this.#work.memoryCost || Number(passes) < this.#work.timeCost;
  }
}
