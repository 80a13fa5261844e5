import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';

/** A message: who called, and when. */
export interface Message {
  /** The event it came of: left once, however often that is told. */
  readonly id: string;
  readonly from: string;
  readonly at: string;
}

/** The oldest go first. */
const MESSAGES_MAX = 50;

/** Messages of users, kept in a file; without one, as long as the process lives. */
export class Mailboxes {
  private constructor(
    private readonly file: string,
    private readonly all: Record<string, readonly Message[]>,
  ) {}

  static async read(file: string): Promise<Mailboxes> {
    if (!existsSync(file)) return new Mailboxes(file, {});
    const all = JSON.parse(await readFile(file, 'utf8')) as Record<string, readonly Message[]>;
    return new Mailboxes(file, all);
  }

  /** Keeps a message; false: it was there already. */
  async leave(user: string, message: Message): Promise<boolean> {
    const before = this.of(user);
    if (before.some(({ id }) => id === message.id)) return false;
    this.all[user] = [...before, message].slice(-MESSAGES_MAX);
    if (this.file !== '') {
      await writeFile(`${this.file}.new`, JSON.stringify(this.all), { mode: 0o600 });
      await rename(`${this.file}.new`, this.file);
    }
    return true;
  }

  /** A user's messages, the oldest first. */
  of(user: string): readonly Message[] {
    return Object.hasOwn(this.all, user) ? (this.all[user] ?? []) : [];
  }
}
