import { type Heard, type Line, openLine } from './line.js';

/** What a request came to for who sent it. */
export type Answer =
  | { readonly accepted: Readonly<Record<string, unknown>> }
  | { readonly refused: string }
  /** No answer, a lost line, or `outcome-unknown`: it may have happened. */
  | { readonly unknown: true };

type Params = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Params;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly data?: { readonly code?: string } };
}

/** A gateway that is frozen takes lines and never answers. */
const HANDSHAKE_MS = 3_000;

/** One connection of a terminal under load: keeps its screen, and nothing of what it has heard. */
export class LoadTerminal {
  readonly screen = new Map<string, string>();
  /** The code of `closing`, where the server closed it. */
  closing: string | undefined;
  /** When it was told so, or found the line closed; milliseconds since the epoch. */
  closedAt: number | undefined;
  private told = 0;
  private nextId = 1;
  private readonly pending = new Map<number, (answer: Answer) => void>();

  /** Hears everything the server says without being asked. */
  heard: ((method: string, params: Params) => void) | undefined;

  private line!: Line;

  private constructor(private readonly faults: string[]) {}

  /** undefined: nobody there takes terminals. `faults`: takes gaps in the count of frames. */
  static async open(url: string, faults: string[] = []): Promise<LoadTerminal | undefined> {
    const terminal = new LoadTerminal(faults);
    const options = { handshakeTimeout: HANDSHAKE_MS };
    const line = await openLine(url, terminal.takes(), options).catch(() => undefined);
    if (line === undefined) return undefined;
    terminal.line = line;
    return terminal;
  }

  get url(): string {
    return this.line.url;
  }

  get isOpen(): boolean {
    return this.line.isOpen;
  }

  /** Never rejects. */
  ask(method: string, params: object, withinMs: number): Promise<Answer> {
    if (!this.isOpen) return Promise.resolve({ unknown: true });
    const id = this.nextId++;
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(patience);
        this.pending.delete(id);
        resolve(answer);
      };
      const patience = setTimeout(() => settle({ unknown: true }), withinMs);
      this.pending.set(id, settle);
      this.line.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** Cuts the line without a word. */
  cut(): void {
    this.line.cut();
  }

  private takes(): Heard {
    return {
      message: (text) => this.hear(JSON.parse(text) as Message),
      closed: () => {
        this.closedAt ??= Date.now();
        for (const settle of this.pending.values()) settle({ unknown: true });
        this.pending.clear();
      },
      failed: (id) => this.pending.get(id as number)?.({ unknown: true }),
    };
  }

  private hear(message: Message): void {
    if (message.method !== undefined) this.note(message.method, message.params ?? {});
    else if (message.id !== undefined) this.pending.get(message.id)?.(answerIn(message));
  }

  private note(method: string, params: Params): void {
    this.heard?.(method, params);
    if (method === 'snapshot') {
      this.told = 0;
      this.screen.clear();
      for (const [user, state] of params['contacts'] as [string, string][]) {
        this.screen.set(user, state);
      }
    } else if (method === 'connectability') {
      this.told++;
      if (params['n'] !== this.told)
        this.faults.push(`frame ${String(params['n'])} came as ${this.told}`);
      this.screen.set(String(params['user']), String(params['state']));
    } else if (method === 'closing') {
      this.closing = String(params['code']);
      this.closedAt ??= Date.now();
    }
  }
}

function answerIn({ result, error }: Message): Answer {
  if (result !== undefined) return { accepted: result };
  const code = error?.data?.code ?? String(error?.code);
  return code === 'outcome-unknown' ? { unknown: true } : { refused: code };
}
