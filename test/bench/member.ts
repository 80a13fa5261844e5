import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';

const ATTEMPTS_MAX = 5;
const AGAIN_MS = 1_000;

type Answer = { readonly result?: Record<string, unknown>; readonly error?: unknown };

/** A WebSocket frame's header from the server: 2 bytes, from 126 bytes of text on 4. */
const headerBytes = (textBytes: number): number => (textBytes < 126 ? 2 : 4);

/** One user of the crowd with one terminal: as little work a message as a client can do. */
export class Member {
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
  private socket: WebSocket | undefined;
  private nextId = 1;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  constructor(
    readonly user: string,
    readonly index: number,
  ) {}

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  open(url: string): Promise<void> {
    const socket = new WebSocket(url, 'liaison.v1', { perMessageDeflate: false });
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.hear(data));
    socket.once('close', (code) => this.fail(`the connection was closed (${code})`));
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
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
      this.socket?.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
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
    const { socket } = this;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    socket.close(1000);
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

  private fail(why: string): void {
    for (const answer of this.pending.values()) answer({ error: why });
    this.pending.clear();
  }

  private hear(data: Buffer): void {
    const bytes = data.length + headerBytes(data.length);
    this.bytes += bytes;
    const text = data.toString('latin1');
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
