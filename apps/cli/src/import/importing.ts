import { CommandFailed } from '../failure.js';
import type { Operator } from '../operator.js';
import { type RefusedLine, type UserLine, fixOf, refusedLine } from './line.js';

/** Commands at once: enough to keep auth busy, few enough that none waits for long. */
const AT_ONCE_MAX = 64;
/** Nothing is wrong with the line: nobody decides anything at the moment. */
const NOBODY_DECIDES: ReadonlySet<string> = new Set(['unavailable', 'internal']);

/** What became of the lines so far. */
export interface Counts {
  lines: number;
  registered: number;
  unchanged: number;
  refused: number;
}

/** What an import is told of, and what tells it to stop. */
export interface ImportWatch {
  readonly signal: AbortSignal;
  advanced(counts: Readonly<Counts>): void;
  refused(line: RefusedLine): void;
}

/**
 * Brings users in, many at a time. A login is brought in once however often it is tried, so whatever
 * was interrupted is gone on with by beginning again. Throws where nobody answers.
 */
export class Importing {
  readonly counts: Counts = { lines: 0, registered: 0, unchanged: 0, refused: 0 };
  private readonly logins = new Map<string, number>();
  private readonly underWay = new Set<Promise<void>>();
  private failed: Error | undefined;

  constructor(
    private readonly operator: Pick<Operator, 'change'>,
    private readonly watch: ImportWatch,
  ) {}

  async run(lines: AsyncIterable<UserLine>): Promise<void> {
    for await (const line of lines) {
      if (this.watch.signal.aborted || this.failed !== undefined) break;
      this.begin(line);
      if (this.underWay.size >= AT_ONCE_MAX) await Promise.race(this.underWay);
    }
    await Promise.all(this.underWay);
    if (this.failed !== undefined) throw this.failed;
  }

  private begin(line: UserLine): void {
    const twice = 'data' in line ? this.twice(line) : line;
    if (twice !== undefined) return this.refuse(twice);
    if (!('data' in line)) return;
    const work = this.bring(line).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Two lines of one login would race each other. */
  private twice({ line, data }: Extract<UserLine, { data: object }>): RefusedLine | undefined {
    const login = data.login.normalize('NFC').trim().toLowerCase();
    const first = this.logins.get(login);
    if (first !== undefined)
      return refusedLine(line, 'login-taken', `line ${first} has this login`);
    this.logins.set(login, line);
    return undefined;
  }

  /** Never rejects. */
  private async bring({ line, data }: Extract<UserLine, { data: object }>): Promise<void> {
    try {
      const { changed } = await this.operator.change('auth', 'user.import', data);
      if (changed === true) this.counts.registered++;
      else this.counts.unchanged++;
      this.advance();
    } catch (error) {
      this.fail(line, error);
    }
  }

  private fail(line: number, error: unknown): void {
    const refused = error instanceof CommandFailed ? error.refused : undefined;
    if (refused === undefined || NOBODY_DECIDES.has(refused.code)) {
      this.failed ??= error instanceof Error ? error : new Error(String(error));
      return;
    }
    const { code, message, field, fix } = refused;
    const where = field === undefined ? '' : `${field}: `;
    this.refuse({ line, code, message: `${where}${message}`, fix: fixOf(code, fix) });
  }

  private refuse(refused: RefusedLine): void {
    this.counts.refused++;
    this.watch.refused(refused);
    this.advance();
  }

  private advance(): void {
    this.counts.lines++;
    this.watch.advanced(this.counts);
  }
}
