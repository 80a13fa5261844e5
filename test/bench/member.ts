import { WebSocket } from 'ws';

type Answer = { readonly result?: Record<string, unknown>; readonly error?: unknown };

/** One user of the crowd with one terminal: as little work a message as a client can do. */
export class Member {
  token = '';
  refresh = '';
  terminal = '';
  /** What the terminal shows. */
  readonly screen = new Map<string, string>();
  snapshots = 0;
  /** Bytes of text received since the count was last put to 0. */
  bytes = 0;
  /** Told at every change of one contact. */
  onChange: ((member: Member, user: string, state: string) => void) | undefined;
  onSnapshot: (() => void) | undefined;
  private socket: WebSocket | undefined;
  private nextId = 1;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  constructor(
    readonly user: string,
    readonly index: number,
  ) {}

  open(url: string): Promise<void> {
    const socket = new WebSocket(url, 'liaison.v1', { perMessageDeflate: false });
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.hear(data));
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
  }

  /** Sends a request; the caller hears an error as an exception. */
  call(method: string, params: object): Promise<Record<string, unknown>> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, ({ result, error }) => {
        if (result === undefined) reject(new Error(`${method}: ${JSON.stringify(error)}`));
        else resolve(result);
      });
      this.socket?.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Connects and waits for the snapshot. */
  async connect(): Promise<void> {
    const snapshot = new Promise<void>((resolve) => {
      this.onSnapshot = resolve;
    });
    await this.call('terminal.connect', { token: this.token, terminal: this.terminal });
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

  private hear(data: Buffer): void {
    this.bytes += data.length;
    const text = data.toString('latin1');
    if (text.includes('"method":"connectability"')) {
      const user = between(text, '"user":"');
      const state = between(text, '"state":"');
      this.screen.set(user, state);
      this.onChange?.(this, user, state);
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
    for (const [user, state] of contacts) {
      this.screen.set(user, state);
      this.onChange?.(this, user, state);
    }
    this.onSnapshot?.();
  }
}

function between(text: string, mark: string): string {
  const start = text.indexOf(mark) + mark.length;
  return text.slice(start, text.indexOf('"', start));
}
