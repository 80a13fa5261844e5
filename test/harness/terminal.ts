import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

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

type Waiter = { readonly matches: (note: Note) => boolean; readonly resolve: (note: Note) => void };

const ANSWER_WITHIN_MS = 35_000;

/** A terminal as a stranger would write one: a WebSocket, JSON-RPC 2.0, and a screen. */
export class Terminal {
  /** Everything the server said without being asked, in order. */
  readonly notes: Note[] = [];
  /** Raw text of every frame received. */
  readonly frames: string[] = [];
  /** What this terminal shows of each contact. */
  readonly screen = new Map<string, string>();
  readonly closed: Promise<{ code: number; reason: string }>;
  private nextId = 1;
  private readonly pending = new Map<number, (message: Record<string, unknown>) => void>();
  private readonly waiters = new Set<Waiter>();

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.receive((data as Buffer).toString('utf8')));
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** Opens a socket to `ws://HOST/terminal`; not yet connected as a terminal. */
  static open(url: string, options: ClientOptions = {}): Promise<Terminal> {
    const socket = new WebSocket(url, 'liaison.v1', options);
    return new Promise((resolve, reject) => {
      const terminal = new Terminal(socket);
      socket.once('open', () => resolve(terminal));
      socket.once('error', reject);
    });
  }

  /** Sends a request and answers its result; a JSON-RPC error is thrown as RpcError. */
  async call<R = Record<string, unknown>>(method: string, params: object = {}): Promise<R> {
    const id = this.nextId++;
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), ANSWER_WITHIN_MS);
      this.pending.set(id, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
      this.socket.once('close', () => reject(new Error(`${method}: closed before an answer`)));
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
    const error = answer['error'] as
      | { code: number; message: string; data?: Record<string, unknown> }
      | undefined;
    if (error !== undefined) throw new RpcError(error.code, error.message, error.data);
    return answer['result'] as R;
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
    this.socket.send(text);
  }

  /** The next note from now on (or, with `from`, from that place in `notes`) that matches. */
  next(
    matches: (note: Note) => boolean,
    withinMs = 15_000,
    from = this.notes.length,
  ): Promise<Note> {
    const there = this.notes.slice(from).find(matches);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      const waiter = { matches, resolve: done };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        const last = this.notes.slice(-5).map((note) => JSON.stringify(note));
        reject(new Error(`no such note within ${withinMs} ms; last were ${last.join('\n')}`));
      }, withinMs);
      function done(note: Note): void {
        clearTimeout(timer);
        resolve(note);
      }
      this.waiters.add(waiter);
    });
  }

  /** Waits until the screen shows a contact in a state. */
  async shows(user: string, state: string, withinMs = 15_000): Promise<void> {
    if (this.screen.get(user) === state) return;
    await this.next(() => this.screen.get(user) === state, withinMs);
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
    this.socket.terminate();
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
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
    this.pending.get(id)?.(message);
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
      if (!waiter.matches(note)) continue;
      this.waiters.delete(waiter);
      waiter.resolve(note);
    }
  }
}
