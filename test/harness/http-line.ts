import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Heard, Line } from './line.js';

interface Message {
  readonly id: unknown;
  readonly method: string;
  readonly params?: Readonly<Record<string, string>>;
}

const JSON_RPC = { jsonrpc: '2.0' } as const;
const LEAVE = JSON.stringify({ ...JSON_RPC, id: 0, method: 'terminal.disconnect' });

/**
 * A terminal's line over HTTP: `terminal.connect` opens the stream, all else is posted, each request by
 * a TCP connection of its own. What comes is heard as if it were a WebSocket's.
 */
export class HttpLine implements Line {
  isOpen = true;
  /** `http://HOST:PORT` where requests go from now on: any gateway. */
  postsTo: string;
  private readonly home: string;
  private readonly headers: Record<string, string> = {};
  private stream: IncomingMessage | undefined;
  /** Not answered yet. */
  private readonly asking = new Set<ClientRequest>();

  constructor(
    readonly url: string,
    private readonly heard: Heard,
  ) {
    this.home = this.postsTo = new URL(url).origin;
  }

  get isClosed(): boolean {
    return !this.isOpen;
  }

  send(data: string | Buffer): void {
    const message = JSON.parse(data.toString()) as Message;
    const isConnected = this.headers['liaison-connection'] !== undefined;
    if (message.method === 'terminal.connect' && !isConnected) this.connect(message);
    else this.post(data, message.id);
  }

  sendRaw(data: string | Buffer): void {
    this.post(data, null);
  }

  cut(): void {
    this.stream?.destroy();
    for (const asked of this.asking) asked.destroy();
    this.over();
  }

  close(): void {
    if (this.stream === undefined) this.over();
    else this.post(LEAVE, 0);
  }

  private connect({ id, params = {} }: Message): void {
    const { token = '', terminal = '' } = params;
    this.headers['authorization'] = `Bearer ${token}`;
    const headers = { ...this.headers, 'liaison-terminal': terminal };
    const asked = request(`${this.home}/terminal/stream`, { headers, agent: false });
    asked.once('response', (response) => {
      response.setEncoding('utf8');
      if (response.statusCode === 200) this.listen(response, id);
      else this.answered(response, id);
    });
    asked.once('error', (error) => this.over(error.message));
    this.ask(asked);
  }

  private listen(stream: IncomingMessage, id: unknown): void {
    this.stream = stream;
    let text = '';
    stream.on('data', (chunk: string) => {
      const events = (text + chunk).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) this.take(event, id);
    });
    stream.once('close', () => this.over());
    // What breaks it is followed by its close.
    stream.on('error', () => undefined);
  }

  private take(event: string, id: unknown): void {
    const [, method, params] = /^event: (.+)\ndata: (.+)$/.exec(event) ?? [];
    if (method === undefined || params === undefined) return;
    if (method !== 'connected') {
      this.heard.message(`{"jsonrpc":"2.0","method":"${method}","params":${params}}`);
      return;
    }
    const { connection } = JSON.parse(params) as { readonly connection: string };
    this.headers['liaison-connection'] = connection;
    this.heard.message(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${params}}`);
  }

  private post(data: string | Buffer, id: unknown): void {
    const options = { method: 'POST', headers: this.headers, agent: false };
    const asked = request(`${this.postsTo}/terminal/rpc`, options, (response) => {
      response.setEncoding('utf8');
      this.answered(response, id);
    });
    asked.once('error', (error) => this.heard.failed(id, error.message));
    this.ask(asked, data);
  }

  private ask(asked: ClientRequest, data: string | Buffer = ''): void {
    this.asking.add(asked);
    asked.once('close', () => this.asking.delete(asked));
    asked.end(data);
  }

  private answered(response: IncomingMessage, id: unknown): void {
    let text = '';
    response.on('data', (chunk: string) => (text += chunk));
    response.once('end', () => {
      const message = JSON.parse(text) as {
        readonly id?: unknown;
        readonly result?: { readonly token?: string };
      };
      const { token } = message.result ?? {};
      if (token !== undefined) this.headers['authorization'] = `Bearer ${token}`;
      // What was not even read is answered under no id; here it is known whose answer it is.
      this.heard.message(message.id === null ? JSON.stringify({ ...message, id }) : text);
    });
    response.once('error', (error) => this.heard.failed(id, error.message));
  }

  private over(why = ''): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.heard.closed(0, why);
  }
}
