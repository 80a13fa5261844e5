import { quiet } from './await.js';
import { type ConnectedTerminal, type Person, connectAgain } from './people.js';
import { type System, uuidV7 } from './system.js';
import { RpcError, type Terminal } from './terminal.js';

/** Between two requests of one terminal; they may send 20 a second. */
const PACE_MS = 60;
const MODES = ['desk', 'office'];

/** A user, their terminal, and the gateway it goes to when its own is dead; none: it stays away. */
export interface CallerOptions {
  readonly person: Person;
  readonly first: ConnectedTerminal;
  readonly goesTo?: number | undefined;
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
      while (!(await this.isAnswered(terminal, request))) {
        if (this.options.goesTo === undefined || this.isOver) return;
        // The same request again, through another gateway.
        terminal = (await connectAgain(this.system, this.options.first, this.options.goesTo))
          .terminal;
      }
      await quiet(PACE_MS);
    }
  }

  private async isAnswered(terminal: Terminal, request: { command: string }): Promise<boolean> {
    try {
      const answer = await terminal.call('mode.activate', request);
      if (answer['changed'] !== true) throw new Error(`${this.user}: ${JSON.stringify(answer)}`);
      this.accepted.push(request.command);
      return true;
    } catch (error) {
      if (error instanceof RpcError || terminal.isOpen) throw error;
      this.unanswered.push(request.command);
      return false;
    }
  }
}
