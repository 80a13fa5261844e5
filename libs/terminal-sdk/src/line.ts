import { LineCut, Refused, type RefusalData } from './errors.js';
import type { MethodName, Params, Result } from './protocol/methods.js';
import type { NotificationName, Notifications } from './protocol/notifications.js';
import { type Socket, type WebSocketClass, isOpen, openSocket } from './socket.js';

/** Longer than any answer takes: a line that is silent so long is dead. */
const ANSWER_MS = 40_000;
const OPEN_MS = 10_000;
const DONE = 1000;
/** JSON-RPC's own codes: what was sent is no request that the server knows. */
const REFUSED_CODE = -32_000;

/** What the server said without being asked. */
export type Note = {
  readonly [N in NotificationName]: { readonly method: N; readonly params: Notifications[N] };
}[NotificationName];

interface Answer {
  readonly id: number | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: RefusalData };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** One WebSocket to the server: JSON-RPC 2.0 over the subprotocol `liaison.v1`. */
export class Line {
  /** Resolves when it is over, by whomever. */
  readonly over: Promise<void>;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private isOver = false;
  private sayOver!: () => void;

  private constructor(
    private readonly socket: Socket,
    private readonly hear: (note: Note) => void,
  ) {
    this.over = new Promise((resolve) => (this.sayOver = resolve));
    socket.addEventListener('message', ({ data }) => this.receive(String(data)));
    socket.addEventListener('close', () => this.end());
    // What went wrong is not told here; 'close' follows.
    socket.addEventListener('error', () => undefined);
  }

  /** Opens one; rejects with `LineCut` where nobody takes it. */
  static async open(
    url: string,
    given: WebSocketClass | undefined,
    hear: (note: Note) => void,
  ): Promise<Line> {
    const socket = openSocket(url, given);
    const line = new Line(socket, hear);
    const timer = setTimeout(() => line.close(), OPEN_MS);
    const opened = new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      void line.over.then(() => resolve(false));
    });
    const isThere = await opened;
    clearTimeout(timer);
    if (!isThere) throw new LineCut(`${url} does not take a terminal now`);
    return line;
  }

  /** Rejects with `Refused` in the server's own words, or `LineCut`. */
  call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.isOver || !isOpen(this.socket)) return Promise.reject(new LineCut());
    const id = this.nextId++;
    return new Promise<Result<M>>((resolve, reject) => {
      const timer = setTimeout(() => this.close(), ANSWER_MS);
      this.waiting.set(id, { resolve: (result) => resolve(result as Result<M>), reject, timer });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Ends it, and does not wait for the server. */
  close(): void {
    this.socket.close(DONE);
    this.end();
  }

  private receive(text: string): void {
    if (this.isOver) return;
    const message = JSON.parse(text) as Answer | Note;
    if ('method' in message) return this.hear(message);
    const waiting = message.id === null ? undefined : this.waiting.get(message.id);
    if (waiting === undefined || message.id === null) return;
    this.waiting.delete(message.id);
    clearTimeout(waiting.timer);
    if (message.error === undefined) waiting.resolve(message.result);
    else waiting.reject(refusedBy(message.error));
  }

  private end(): void {
    if (this.isOver) return;
    this.isOver = true;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new LineCut());
    }
    this.waiting.clear();
    this.sayOver();
  }
}

function refusedBy({ code, message, data }: NonNullable<Answer['error']>): Refused {
  if (data !== undefined) return new Refused(data);
  const known = code === REFUSED_CODE ? 'internal' : 'malformed';
  return new Refused({ code: known, message, fix: 'compare it with /asyncapi.json' });
}
