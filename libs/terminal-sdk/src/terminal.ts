import { waitMs } from './backoff.js';
import { Ended, type EndedCode, LineCut, Refused } from './errors.js';
import { Events } from './events.js';
import { Line, type Note } from './line.js';
import type { TerminalOptions } from './options.js';
import { Outbox } from './outbox.js';
import type { RefusalCode } from './protocol/codes.js';
import type { Connected, MethodName, Params, Result } from './protocol/methods.js';
import type { ClosingCode, Notifications } from './protocol/notifications.js';
import { Session } from './session.js';

const QUEUE_MAX = 60;
/** A connection that lasted so long was a good one: the next wait begins short again. */
const GOOD_MS = 10_000;

/** How the line is. `waiting`: cut, and tried again after `retryMs`; `ended`: for good. */
export type LineState =
  | { readonly state: 'connecting' }
  | ({ readonly state: 'connected' } & Connected)
  | { readonly state: 'waiting'; readonly retryMs: number; readonly why: string }
  | { readonly state: 'ended'; readonly error: Ended | Refused };

/** Everything a terminal tells: the server's notifications by their names, and the line's state. */
export interface TerminalEvents extends Notifications {
  readonly line: LineState;
}

/** Methods that the terminal uses by itself: `connect` and `close`. */
type Own = 'terminal.connect' | 'terminal.disconnect' | 'terminal.enrol' | 'auth.refresh';

/** Refusals of a login, enrolment or connect that pass by themselves. */
const PASSING: readonly RefusalCode[] = [
  'unavailable',
  'internal',
  'outcome-unknown',
  'too-many-requests',
  'already-connected',
];

const END: readonly string[] = ['superseded', 'revoked', 'kicked'] satisfies ClosingCode[];

/**
 * One terminal of a user, connected for as long as it can be: it logs in, enrols once, renews its
 * token, and comes back after a cut, each time with a new snapshot. Listen before you connect.
 */
export class Terminal {
  private readonly events = new Events<TerminalEvents>();
  private readonly session: Session;
  private readonly outbox: Outbox;
  private readonly random: () => number;
  private lastWords: Partial<Notifications['closing']> = {};
  private line: Line | undefined;
  private first: Promise<Connected> | undefined;
  private end: Ended | Refused | undefined;
  private isConnected = false;
  private readonly pauses = new Set<() => void>();

  constructor(private readonly options: TerminalOptions) {
    this.random = options.random ?? Math.random;
    this.session = new Session(options);
    this.outbox = new Outbox(
      options.queueMax ?? QUEUE_MAX,
      () => this.session.command(),
      (attempt) => this.pause(waitMs(attempt, this.random)),
    );
  }

  /** Listens to an event from now on; answers how to stop. */
  on<K extends keyof TerminalEvents>(
    name: K,
    listener: (value: TerminalEvents[K]) => void,
  ): () => void {
    return this.events.on(name, listener);
  }

  /**
   * Connects, and stays connected. Resolves when it is for the first time, however long that takes;
   * rejects with `Refused` or `Ended` where it never will be.
   */
  connect(): Promise<Connected> {
    this.first ??= new Promise((resolve, reject) => {
      const stop = this.on('line', (line) => {
        if (line.state === 'connected') resolve(line);
        else if (line.state === 'ended') reject(line.error);
        else return;
        stop();
      });
      this.live().catch(reject);
    });
    return this.first;
  }

  /**
   * Sends a request, now or when there is a line, and again after a cut: what changes something with
   * the same command id, so that it acts once. Rejects with `Refused`, `QueueFull`, `Ended`; and with
   * `LineCut` for `service.call` and `auth.login`, of which it is not known then what came of them.
   */
  call<M extends Exclude<MethodName, Own>>(
    method: M,
    ...params: Record<string, never> extends Params<M> ? [params?: Params<M>] : [params: Params<M>]
  ): Promise<Result<M>> {
    if (this.end !== undefined) return Promise.reject(this.end);
    return this.outbox.ask(method, params[0] ?? {});
  }

  /** Disconnects for good; what still waits for an answer is rejected with `Ended`. */
  async close(): Promise<void> {
    const { line } = this;
    if (this.isConnected) await this.session.rest();
    if (this.isConnected) await line?.call('terminal.disconnect', {}).catch(() => undefined);
    this.finish(new Ended('closed'));
  }

  /** One line after the other. */
  private async live(): Promise<void> {
    let attempt = 0;
    while (this.end === undefined) {
      const { lastedMs, message, retryAfterMs } = await this.oneLine();
      if (this.isEnded()) return;
      attempt = lastedMs >= GOOD_MS ? 0 : attempt + 1;
      const retryMs = waitMs(attempt, this.random, retryAfterMs);
      this.events.tell('line', { state: 'waiting', retryMs, why: message });
      await this.pause(retryMs);
    }
  }

  /** Answers when it is over, with why. */
  private async oneLine(): Promise<Over> {
    this.lastWords = {};
    this.events.tell('line', { state: 'connecting' });
    const beganMs = Date.now();
    let told: Told = { message: 'the line was cut' };
    try {
      const line = await this.openLine();
      const connected = await this.session.begin(line);
      this.isConnected = true;
      this.events.tell('line', { state: 'connected', ...connected });
      this.outbox.attach(line);
      await line.over;
    } catch (error) {
      told = this.toldBy(error);
    } finally {
      this.leaveLine();
    }
    const { code: message, retryAfterMs } = this.lastWords;
    const said = message === undefined ? told : { message, retryAfterMs };
    return { lastedMs: Date.now() - beganMs, ...said };
  }

  /** What is not to pass ends the terminal, unless the server has said why it ends the line. */
  private toldBy(error: unknown): Told {
    if (!(error instanceof Refused || error instanceof LineCut)) throw error;
    if (error instanceof LineCut) return error;
    const passes = PASSING.includes(error.code) || this.lastWords.code !== undefined;
    if (!passes) this.finish(error);
    return { message: error.message, retryAfterMs: error.data.retryAfterMs };
  }

  private leaveLine(): void {
    this.isConnected = false;
    void this.session.rest();
    this.outbox.detach();
    this.line?.close();
    this.line = undefined;
  }

  private isEnded(): boolean {
    return this.end !== undefined;
  }

  private async openLine(): Promise<Line> {
    const { url, WebSocket } = this.options;
    const line = await Line.open(url, WebSocket, (note) => this.hear(note));
    this.line = line;
    if (this.end !== undefined) throw new LineCut();
    return line;
  }

  private hear({ method, params }: Note): void {
    this.events.tell(method, params);
    if (method !== 'closing') return;
    this.lastWords = params;
    if (END.includes(params.code)) this.finish(new Ended(params.code as EndedCode));
  }

  private finish(error: Ended | Refused): void {
    if (this.end !== undefined) return;
    this.end = error;
    for (const wake of this.pauses) wake();
    this.line?.close();
    this.outbox.fail(error);
    this.events.tell('line', { state: 'ended', error });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.pauses.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.pauses.add(wake);
    });
  }
}

/** What somebody says of a line that is over. */
interface Told {
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
}

/** How a line was that is over. */
interface Over extends Told {
  readonly lastedMs: number;
}
