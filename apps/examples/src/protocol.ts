import { WebSocket } from 'ws';

/** What the server says without being asked. */
export interface Note {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The server refused a request: `code` is a name of its catalogue. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Answer {
  readonly id?: number | null;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: AnswerError;
}

interface AnswerError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly code?: string; readonly fix?: string };
}

interface Waiting {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** One WebSocket to the mediation server: JSON-RPC 2.0, subprotocol `liaison.v1`. */
export class Line {
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();

  private constructor(
    private readonly socket: WebSocket,
    private readonly hear: (note: Note) => void,
  ) {
    socket.on('message', (data) => this.receive(JSON.parse((data as Buffer).toString('utf8'))));
    socket.on('close', () => this.drop());
  }

  static open(url: string, hear: (note: Note) => void): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'liaison.v1');
      const line = new Line(socket, hear);
      socket.once('open', () => resolve(line));
      socket.once('error', reject);
    });
  }

  /** Resolves when the line is cut, by whomever. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.socket.readyState === WebSocket.CLOSED) resolve();
      this.socket.once('close', () => resolve());
    });
  }

  /** Sends a request; throws `Refused` with the server's own words. */
  call(method: string, params: object): Promise<Record<string, unknown>> {
    const id = this.nextId++;
    if (this.socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Refused('closed', 'the line was cut before it was asked'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  close(): void {
    this.socket.close(1000);
  }

  private receive(answer: Answer): void {
    if (answer.method !== undefined) {
      this.hear({ method: answer.method, params: answer.params ?? {} });
      return;
    }
    const id = answer.id ?? 0;
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (answer.error === undefined) waiting?.resolve(answer.result ?? {});
    else waiting?.reject(refusedBy(answer.error));
  }

  private drop(): void {
    for (const { reject } of this.waiting.values()) {
      reject(new Refused('closed', 'the line was cut before an answer came'));
    }
    this.waiting.clear();
  }
}

function refusedBy(error: AnswerError): Refused {
  const fix = error.data?.fix === undefined ? '' : ` (${error.data.fix})`;
  return new Refused(error.data?.code ?? String(error.code), error.message + fix);
}
