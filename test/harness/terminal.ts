import type { ClientOptions } from 'ws';
import { type Heard, type Line, openLine } from './line.js';

/** A frame from the server without an id. */
export interface Note {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** When it came, ms of this process's monotonic clock. */
  readonly at: number;
}

/** A JSON-RPC error as an exception. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: Readonly<Record<string, unknown>> | undefined,
  ) {
    super(`${code} ${message} ${JSON.stringify(data ?? {})}`);
  }

  /** The catalogue's code (`unknown-mode`), or the JSON-RPC number as text. */
  get refusal(): string {
    const code = this.data?.['code'];
    return typeof code === 'string' ? code : String(this.code);
  }
}

interface Waiter {
  readonly matches: (note: Note) => boolean;
  readonly resolve: (note: Note) => void;
  readonly fail: (why: string) => void;
}

interface Asked {
  readonly answered: (message: Record<string, unknown>) => void;
  readonly fail: (why: string) => void;
}

const ANSWER_WITHIN_MS = 35_000;

/** A terminal as a stranger would write one: a WebSocket or HTTP, JSON-RPC 2.0, and a screen. */
export class Terminal {
  /** Everything the server said without being asked, in order. */
  readonly notes: Note[] = [];
  /** Raw text of every frame received. */
  readonly frames: string[] = [];
  /** What this terminal shows of each contact. */
  readonly screen = new Map<string, string>();
  readonly closed: Promise<{ code: number; reason: string }>;
  private end!: (how: { code: number; reason: string }) => void;
  private nextId = 1;
  private readonly pending = new Map<number, Asked>();
  private readonly waiters = new Set<Waiter>();

  line!: Line;

  private constructor() {
    this.closed = new Promise((resolve) => (this.end = resolve));
  }

  /** Opens a line to `ws://HOST/terminal` or `http://HOST/terminal`; not yet connected as a terminal. */
  static async open(url: string, options: ClientOptions = {}): Promise<Terminal> {
    const terminal = new Terminal();
    terminal.line = await openLine(url, terminal.heard(), options);
    return terminal;
  }

  get isOpen(): boolean {
    return this.line.isOpen;
  }

  /** Sends a request and answers its result; a JSON-RPC error is thrown as RpcError. */
  async call<R = Record<string, unknown>>(method: string, params: object = {}): Promise<R> {
    const id = this.nextId++;
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      if (!this.isOpen) {
        reject(new Error(`${method}: closed before it was sent`));
        return;
      }
      const fail = (why: string): void => {
        this.pending.delete(id);
        clearTimeout(timer);
        reject(new Error(`${method}: ${why}`));
      };
      const timer = setTimeout(() => fail('no answer'), ANSWER_WITHIN_MS);
      const answered = (message: Record<string, unknown>): void => {
        clearTimeout(timer);
        resolve(message);
      };
      this.pending.set(id, { answered, fail });
      this.line.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
    const error = answer['error'] as
      | { code: number; message: string; data?: Record<string, unknown> }
      | undefined;
    if (error !== undefined) throw new RpcError(error.code, error.message, error.data);
    return answer['result'] as R;
  }

  /** As `call`, of who asks again and again until something is so; undefined: it was too often. */
  async poll<R>(method: string, params: object = {}): Promise<R | undefined> {
    return this.call<R>(method, params).catch((error: unknown) => {
      if (error instanceof RpcError && error.refusal === 'too-many-requests') return undefined;
      throw error;
    });
  }

  /** Sends a request that has to be refused; answers the refusal. */
  async refused(method: string, params: object = {}): Promise<RpcError> {
    const result = await this.call(method, params).catch((error: unknown) => {
      if (error instanceof RpcError) return error;
      throw error;
    });
    if (result instanceof RpcError) return result;
    throw new Error(`${method} was not refused: ${JSON.stringify(result)}`);
  }

  /** Sends text as it is. */
  sendRaw(text: string): void {
    this.line.sendRaw(text);
  }

  /** The next note from now on (or, with `from`, from that place in `notes`) that matches. */
  next(
    matches: (note: Note) => boolean,
    withinMs = 15_000,
    from = this.notes.length,
  ): Promise<Note> {
    const there = this.notes.slice(from).find(matches);
    if (there !== undefined) return Promise.resolve(there);
    const waited = new Promise<Note>((resolve, reject) => {
      const over = (): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
      };
      const fail = (why: string): void => {
        over();
        const last = this.notes.slice(-5).map((note) => JSON.stringify(note));
        reject(new Error(`no such note: ${why}; last were\n${last.join('\n')}`));
      };
      const timer = setTimeout(() => fail(`waited ${withinMs} ms`), withinMs);
      const waiter = {
        matches,
        fail,
        resolve: (note: Note) => {
          over();
          resolve(note);
        },
      };
      this.waiters.add(waiter);
      if (this.line.isClosed) fail('the line is closed');
    });
    // Where a test failed before it came to waiting, nobody is there to hear.
    waited.catch(() => undefined);
    return waited;
  }

  /** Waits until something holds of what it was told, where it does not yet. */
  async comesTo(holds: () => boolean, withinMs = 15_000): Promise<void> {
    if (!holds()) await this.next(holds, withinMs);
  }

  /** Waits until the screen shows these contacts, in whatever state. */
  lists(users: readonly string[]): Promise<void> {
    return this.comesTo(() => users.every((user) => this.screen.has(user)));
  }

  /** Waits until the screen shows a contact in a state. */
  shows(user: string, state: string, withinMs = 15_000): Promise<void> {
    return this.comesTo(() => this.screen.get(user) === state, withinMs);
  }

  /** Notes of one method, in order. */
  notesOf(method: string): Note[] {
    return this.notes.filter((note) => note.method === method);
  }

  /** What the terminal was told last of its own user (the params of `self`); nothing yet: `{}`. */
  own(): Readonly<Record<string, unknown>> {
    const told = this.notes.findLast(({ method }) => method === 'self' || method === 'snapshot');
    const params = told?.method === 'snapshot' ? told.params['self'] : told?.params;
    return (params ?? {}) as Readonly<Record<string, unknown>>;
  }

  /** Cuts the line without a word, as a phone that loses power does. */
  cut(): void {
    this.line.cut();
  }

  async close(): Promise<void> {
    this.line.close();
    await this.closed;
  }

  private heard(): Heard {
    return {
      message: (text) => this.receive(text),
      closed: (code, reason) => {
        for (const waiter of this.waiters) waiter.fail(`the line was closed (${code})`);
        for (const asked of this.pending.values()) asked.fail('closed before an answer');
        this.end({ code, reason });
      },
      failed: (id, why) => this.pending.get(id as number)?.fail(why),
    };
  }

  private receive(text: string): void {
    this.frames.push(text);
    const message = JSON.parse(text) as Record<string, unknown>;
    if (typeof message['method'] === 'string') {
      this.note({
        method: message['method'],
        params: (message['params'] ?? {}) as Record<string, unknown>,
        at: performance.now(),
      });
      return;
    }
    const id = message['id'] as number | null;
    if (id === null) {
      this.note({
        method: 'error',
        params: message['error'] as Record<string, unknown>,
        at: performance.now(),
      });
      return;
    }
    this.pending.get(id)?.answered(message);
    this.pending.delete(id);
  }

  private note(note: Note): void {
    this.notes.push(note);
    if (note.method === 'snapshot') {
      this.screen.clear();
      for (const [user, state] of note.params['contacts'] as [string, string][]) {
        this.screen.set(user, state);
      }
    }
    if (note.method === 'connectability') {
      this.screen.set(String(note.params['user']), String(note.params['state']));
    }
    for (const waiter of this.waiters) {
      if (waiter.matches(note)) waiter.resolve(note);
    }
  }
}
