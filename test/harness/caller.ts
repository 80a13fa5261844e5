import { quiet, until } from './await.js';
import { historyOf } from './log.js';
import { type ConnectedTerminal, type Person, connectTo } from './people.js';
import type { System } from './system.js';
import { uuidV7 } from './uuid.js';
import { RpcError, type Terminal } from './terminal.js';

/** Between two requests of one terminal; they may send 20 a second. */
const PACE_MS = 60;
const MODES = ['desk', 'office'];
const ENDED = 'not-connected';
/** What is told of a line that ended before a word came over it. */
const UNANSWERED = /closed before |socket hang up|ECONNRESET/;

/** A user, their terminal, and the address it goes to when its gateway is dead; none: it stays away. */
export interface CallerOptions {
  readonly person: Person;
  readonly first: ConnectedTerminal;
  readonly goesTo?: string | undefined;
}

export interface LifeEvent {
  readonly what: string;
  readonly ms: number;
}

/** Whose terminal activates the modes `desk` and `office` by turns, and what became of each request. */
export class Caller {
  /** Commands answered as accepted, and those sent and never answered: the connection broke. */
  readonly accepted: string[] = [];
  readonly unanswered: string[] = [];
  private readonly running: Promise<unknown>;
  private failure: unknown;
  private isOver = false;

  private constructor(
    private readonly system: System,
    private readonly options: CallerOptions,
  ) {
    this.running = this.run(options.first.terminal).catch((error: unknown) => {
      this.failure = error;
    });
  }

  static start(system: System, options: CallerOptions): Caller {
    return new Caller(system, options);
  }

  get user(): string {
    return this.options.person.user;
  }

  get terminal(): string {
    return this.options.first.id;
  }

  /** Accepted commands that the log lacks, and those it has twice. */
  async faults(): Promise<readonly string[]> {
    const facts = await historyOf(this.system, `profile.${this.user}`);
    const commands = facts.map(({ command }) => command ?? '');
    const missing = this.accepted.filter((command) => !commands.includes(command));
    return [...missing, ...commands.filter((command, n) => commands.indexOf(command) !== n)];
  }

  /** What the log says of its terminal: `connected`, or the cause of an end. */
  async life(): Promise<readonly LifeEvent[]> {
    const facts = await historyOf(this.system, `terminal.${this.user}.${this.terminal}`);
    return facts.map(({ type, time, data }) => ({
      what: type === 'liaison.terminal.connected.v1' ? 'connected' : String(data?.['cause']),
      ms: Date.parse(time),
    }));
  }

  /** Resolves when the last request has its answer. Throws what went wrong. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.running;
    if (this.failure !== undefined) throw this.failure;
  }

  private async run(first: Terminal): Promise<void> {
    let terminal = first;
    for (let n = 0; !this.isOver; n++) {
      const request = { mode: MODES[n % MODES.length], command: uuidV7() };
      for (;;) {
        const came = await this.ask(terminal, request);
        if (came === 'answered') break;
        if (this.isOver) return;
        if (came === 'again') continue;
        if (this.options.goesTo === undefined) return;
        // The same request again, through another gateway.
        terminal = await this.comeBack(this.options.goesTo);
      }
      await quiet(PACE_MS);
    }
  }

  /** Again as any terminal does: a gateway that dies may take lines a moment longer than it keeps them. */
  private comeBack(url: string): Promise<Terminal> {
    return until('a gateway answers who comes back', async () => {
      try {
        return (await connectTo(url, this.options.first)).terminal;
      } catch (error) {
        // Errors of a socket are of another realm than a spec's.
        if (UNANSWERED.test(String(error))) return undefined;
        throw error;
      }
    });
  }

  /** What a request came to: an answer, none while the connection goes on, or the connection's end. */
  private async ask(
    terminal: Terminal,
    request: { command: string },
  ): Promise<'answered' | 'again' | 'over'> {
    try {
      const answer = await terminal.call('mode.activate', request);
      if (answer['changed'] !== true) throw new Error(`${this.user}: ${JSON.stringify(answer)}`);
      this.accepted.push(request.command);
      return 'answered';
    } catch (error) {
      const isOverHttp = terminal.line.url.startsWith('http');
      const refused = error instanceof RpcError ? error.refusal : undefined;
      // Over HTTP another gateway answers, and knows that the connection is over.
      const isKnown = refused === undefined ? isOverHttp || !terminal.isOpen : refused === ENDED;
      if (!isKnown) throw error;
      this.unanswered.push(request.command);
      return refused === undefined && terminal.isOpen ? 'again' : 'over';
    }
  }
}
