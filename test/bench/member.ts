import { setTimeout as pause } from 'node:timers/promises';
import { Line, type Listener } from './line.js';

const ATTEMPTS_MAX = 5;
const AGAIN_MS = 1_000;

type Answer = { readonly result?: Record<string, unknown>; readonly error?: unknown };

/** One user of the crowd with one terminal: as little work a message as a client can do. */
export class Member implements Listener {
  token = '';
  refresh = '';
  terminal = '';
  /** Which of the two modes of the profile was chosen last. */
  away = false;
  /** What the terminal shows. */
  readonly screen = new Map<string, string>();
  snapshots = 0;
  /** Bytes of frames received since the counts were last put to 0; of changes alone, and how many. */
  bytes = 0;
  changeBytes = 0;
  changes = 0;
  /** Told at every change of one contact; a snapshot is none. */
  onChange: ((user: string, state: string) => void) | undefined;
  private onSnapshot: (() => void) | undefined;
  private line: Line | undefined;
  private closed: (() => void) | undefined;
  private nextId = 1;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  constructor(
    readonly user: string,
    readonly index: number,
  ) {}

  get isOpen(): boolean {
    return this.line?.open === true;
  }

  async open(url: string): Promise<void> {
    this.line = await Line.open(url, this);
  }

  /** Sends a request; the caller hears an error as an exception. */
  call(method: string, params: object): Promise<Record<string, unknown>> {
    if (!this.isOpen) return Promise.reject(new Error(`${this.user} ${method}: not connected`));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, ({ result, error }) => {
        if (result !== undefined) resolve(result);
        else reject(new Error(`${this.user} ${method}: ${JSON.stringify(error)}`));
      });
      this.line?.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** As `call`, where nothing is measured: `unavailable` (nothing was changed) is asked again. */
  async ask(method: string, params: object): Promise<Record<string, unknown>> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.call(method, params);
      } catch (error) {
        if (attempt === ATTEMPTS_MAX || !String(error).includes('"unavailable"')) throw error;
        await pause(AGAIN_MS);
      }
    }
  }

  /** Connects and waits for the snapshot. */
  async connect(): Promise<void> {
    const snapshot = new Promise<void>((resolve) => {
      this.onSnapshot = resolve;
    });
    await this.ask('terminal.connect', { token: this.token, terminal: this.terminal });
    await snapshot;
  }

  async close(): Promise<void> {
    if (!this.isOpen) return;
    const closed = new Promise<void>((resolve) => {
      this.closed = resolve;
    });
    this.line?.close();
    await closed;
    this.screen.clear();
    this.snapshots = 0;
  }

  /** Begins to count bytes anew. */
  resetCounts(): void {
    this.bytes = 0;
    this.changeBytes = 0;
    this.changes = 0;
  }

  over(code: number | undefined): void {
    const why = `the connection was closed (${code})`;
    for (const answer of this.pending.values()) answer({ error: why });
    this.pending.clear();
    this.closed?.();
  }

  hear(text: string, bytes: number): void {
    this.bytes += bytes;
    if (text.includes('"method":"connectability"')) {
      this.changeBytes += bytes;
      this.changes += 1;
      const user = between(text, '"user":"');
      const state = between(text, '"state":"');
      this.screen.set(user, state);
      this.onChange?.(user, state);
      return;
    }
    const message = JSON.parse(text) as Answer & {
      readonly id?: number;
      readonly method?: string;
      readonly params?: { readonly contacts: readonly (readonly [string, string])[] };
    };
    if (message.id !== undefined) {
      this.pending.get(message.id)?.(message);
      this.pending.delete(message.id);
    } else if (message.method === 'snapshot') this.snapshot(message.params?.contacts ?? []);
  }

  private snapshot(contacts: readonly (readonly [string, string])[]): void {
    this.snapshots += 1;
    this.screen.clear();
    for (const [user, state] of contacts) this.screen.set(user, state);
    this.onSnapshot?.();
  }
}

function between(text: string, mark: string): string {
  const start = text.indexOf(mark) + mark.length;
  return text.slice(start, text.indexOf('"', start));
}
