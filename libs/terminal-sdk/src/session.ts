import { commandId } from './command-id.js';
import { LineCut, Refused } from './errors.js';
import type { Line } from './line.js';
import type { Kept, TerminalOptions } from './options.js';
import type { Connected, Tokens } from './protocol/methods.js';

/** A token lasts five minutes. */
const RENEW_AFTER_MS = 240_000;
const RENEW_AGAIN_MS = 10_000;

type SessionOptions = Pick<TerminalOptions, 'login' | 'enrol' | 'kept' | 'keep' | 'renewAfterMs'>;

/** Who a terminal is to the server: its tokens, and its id once it is enrolled. */
export class Session {
  private kept: Kept;
  /** The server's clock against ours: ids of commands are made of its time. */
  private aheadMs = 0;
  private enrolment: string | undefined;
  private renewing: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: SessionOptions) {
    this.kept = options.kept ?? {};
  }

  /** Logs in, enrols what is not enrolled, and connects. Rejects with `Refused` or `LineCut`. */
  async begin(line: Line): Promise<Connected> {
    const { token } = await this.tokens(line);
    const terminal = this.kept.terminal ?? (await this.enrol(line, token));
    const connected = await line.call('terminal.connect', { token, terminal });
    this.aheadMs = Date.parse(connected.serverTime) - Date.now();
    this.renewIn(line, this.options.renewAfterMs ?? RENEW_AFTER_MS);
    return connected;
  }

  /** A new id for a command. */
  command(): string {
    return commandId(Date.now() + this.aheadMs);
  }

  /** Renews nothing any more; resolves when no renewal is under way, whose token would be lost. */
  rest(): Promise<void> {
    clearTimeout(this.timer);
    return this.renewing;
  }

  /** By the refresh token where there is one, else by the password. */
  private async tokens(line: Line): Promise<Tokens> {
    const { refresh } = this.kept;
    const { login } = this.options;
    if (refresh === undefined) return this.logIn(line);
    // Good for one use: whether that has come to pass is not known until the answer is here.
    this.keep({ refresh: undefined });
    try {
      const tokens = await line.call('auth.refresh', { refresh });
      this.keep({ refresh: tokens.refresh });
      return tokens;
    } catch (error) {
      if (login === undefined || error instanceof LineCut) throw error;
      return this.logIn(line);
    }
  }

  private async logIn(line: Line): Promise<Tokens> {
    if (this.options.login === undefined) throw new Refused(NOTHING_TO_SHOW);
    const tokens = await line.call('auth.login', this.options.login);
    this.keep({ refresh: tokens.refresh });
    return tokens;
  }

  /** The same command id until it has an answer: however often the line is cut, one terminal. */
  private async enrol(line: Line, token: string): Promise<string> {
    this.enrolment ??= this.command();
    const asked = { token, ...this.options.enrol };
    const { terminal } = await line
      .call('terminal.enrol', { ...asked, command: this.enrolment } as typeof asked)
      .catch((error: unknown) => {
        this.enrolment = error instanceof LineCut ? this.enrolment : undefined;
        if (!isOurClockWrong(error)) throw error;
        return line.call('terminal.enrol', asked);
      });
    this.keep({ terminal });
    return terminal;
  }

  private renewIn(line: Line, ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.renewing = this.renew(line)), ms);
  }

  private async renew(line: Line): Promise<void> {
    try {
      await this.tokens(line);
      this.renewIn(line, this.options.renewAfterMs ?? RENEW_AFTER_MS);
    } catch (error) {
      // Without a new token the server ends the connection, and says so.
      if (error instanceof Refused) this.renewIn(line, RENEW_AGAIN_MS);
    }
  }

  private keep(news: { readonly [K in keyof Kept]?: Kept[K] | undefined }): void {
    const { terminal, refresh } = { ...this.kept, ...news };
    this.kept = {
      ...(terminal === undefined ? {} : { terminal }),
      ...(refresh === undefined ? {} : { refresh }),
    };
    this.options.keep?.(this.kept);
  }
}

const NOTHING_TO_SHOW = {
  code: 'not-authenticated',
  message: 'the refresh token is spent, and there is no password',
  fix: 'give login and password',
} as const;

/** Before it is connected, a terminal does not know the server's time. */
function isOurClockWrong(error: unknown): boolean {
  return error instanceof Refused && ['clock-ahead', 'command-too-old'].includes(error.code);
}
